// Files are sent one after the other, each with its progress; one that fails keeps no other waiting and can be sent again.

const { refused, renew } = await import(`./bench-session.js${new URL(import.meta.url).search}`);

export function start(document) {
  for (const form of document.querySelectorAll("form[data-send]")) new Sender(form).begin();
}

class Sender {
  constructor(form) {
    this.form = form;
    this.list = form.querySelector("[data-sending]");
    this.words = this.list.dataset;
    this.told = form.querySelector("[data-told]");
    this.queue = [];
    this.busy = false;
  }

  begin() {
    const { form } = this;
    const input = form.querySelector("input[type=file]");
    const button = form.querySelector("button[type=submit]");
    button.hidden = true;
    form.addEventListener("submit", (event) => event.preventDefault());
    const chosen = () => {
      this.add([...input.files]);
      input.value = "";
    };
    input.addEventListener("change", chosen);
    if (input.files.length) chosen(); // before this script arrived
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("send--over");
    });
    form.addEventListener("dragleave", () => form.classList.remove("send--over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("send--over");
      this.add([...event.dataTransfer.files]);
    });
    addEventListener("beforeunload", (event) => {
      if (this.busy) event.preventDefault();
    });
  }

  add(files) {
    for (const file of files) {
      const line = document.createElement("li");
      line.append(document.createElement("span"));
      this.list.append(line);
      if (file.size > Number(this.form.dataset.limit)) {
        this.fail(line, this.filled(this.words.largeWords, file), null);
      } else {
        this.tell(line, this.filled(this.words.waitingWords, file));
        this.queue.push([file, line]);
      }
    }
    this.run();
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    this.paused = false;
    while (this.queue.length && !this.paused) {
      const [file, line] = this.queue.shift();
      let answer = await this.put(file, line);
      if (refused(answer.status) && (await renew(document).catch(() => false))) answer = await this.put(file, line);
      this.end(file, line, answer);
    }
    this.busy = false;
  }

  // Resolves with the request, whatever became of it.
  put(file, line) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const bar = document.createElement("progress");
      bar.className = "progress";
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      line.replaceChildren(document.createElement("span"), this.button(this.words.stopWords, () => request.abort()), bar);
      request.open("PUT", `${this.form.dataset.send}?filename=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("X-CSRFToken", this.form.elements.csrf_token.value);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.addEventListener("progress", (event) => {
        bar.value = (100 * event.loaded) / event.total;
        this.tell(line, this.filled(this.words.movingWords, file, Math.floor(bar.value)));
      });
      request.addEventListener("abort", () => {
        request.stopped = true;
      });
      request.addEventListener("loadend", () => resolve(request));
      this.tell(line, this.filled(this.words.movingWords, file, 0));
      request.send(file);
    });
  }

  end(file, line, request) {
    const again = () => this.again(file, line);
    if (request.status === 201) this.done(file, line);
    else if (request.stopped) this.fail(line, this.filled(this.words.stoppedWords, file), again);
    else if (request.status) this.fail(line, problem(request) || this.filled(this.words.lostWords, file), again);
    else {
      // No connection: the others would only fail too. They wait until it is back, or until one is sent again by hand.
      this.paused = true;
      this.fail(line, this.filled(this.words.lostWords, file), again);
      addEventListener("online", again, { once: true });
    }
  }

  again(file, line) {
    if (line.querySelector("progress") || !line.querySelector(".sending__failed")) return;
    line.replaceChildren(document.createElement("span"));
    this.tell(line, this.filled(this.words.waitingWords, file));
    this.queue.unshift([file, line]);
    this.form.querySelector("input[type=file]").focus();
    this.run();
  }

  done(file, line) {
    line.replaceChildren(document.createElement("span"));
    this.tell(line, this.filled(this.words.sentWords, file));
    this.told.textContent = this.filled(this.words.sentWords, file);
    document.dispatchEvent(new Event("chieng:files"));
  }

  fail(line, words, again) {
    line.replaceChildren(document.createElement("span"));
    line.firstChild.className = "sending__failed";
    this.tell(line, words);
    this.told.textContent = words;
    if (again) line.append(this.button(this.words.againWords, again));
  }

  tell(line, words) {
    line.firstChild.textContent = words;
  }

  button(words, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "step";
    button.textContent = words;
    button.addEventListener("click", action);
    return button;
  }

  filled(words, file, percent = 0) {
    const values = { name: file.name, size: size(file.size), limit: size(Number(this.form.dataset.limit)), percent: `${percent} %` };
    return words.replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
  }
}

function problem(request) {
  try {
    return JSON.parse(request.responseText).title;
  } catch {
    return "";
  }
}

function size(octets) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(3, Math.floor(Math.log10(Math.max(octets, 1)) / 3));
  const digits = { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, digits).format(octets / 1000 ** step);
}
