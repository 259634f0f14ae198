// The officers' pages: keeps what is typed, sends files with their progress, follows the work on them.
// Everything here also works without script, with the buttons of the forms.

const AFTER_TYPING = 1500;
const POLL = 3000;

const focused = document.querySelector("[data-focus]");
if (focused) focused.focus();

for (const form of document.querySelectorAll("form[data-autosave]")) keep(form);
for (const form of document.querySelectorAll("form[data-send]")) send(form);
follow();

/* ---- what is typed is kept */

function keep(form) {
  const state = form.querySelector("[data-autosave-state]");
  const local = `chieng:${form.dataset.autosave}`;
  let timer = 0;
  let unsaved = form.dataset.unsaved === "yes";
  let lost = false;

  async function autosave() {
    const body = new FormData(form);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body });
      if (!answer.ok) throw new Error(answer.status);
      state.textContent = lost ? state.dataset.back : state.dataset.kept;
      lost = false;
      unsaved = false;
      localStorage.removeItem(local);
    } catch {
      lost = true;
      state.textContent = state.dataset.lost;
      const kept = [...body].filter(([name]) => name.startsWith("m."));
      localStorage.setItem(local, JSON.stringify(kept));
      timer = setTimeout(autosave, 5000);
    }
  }

  form.addEventListener("input", () => {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(autosave, AFTER_TYPING);
  });
  form.addEventListener("submit", () => {
    unsaved = false;
    clearTimeout(timer);
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved || lost) event.preventDefault();
  });
  restore(form, local, autosave);
}

// What could not reach the server when the connection broke, and the page was closed all the same.
function restore(form, local, autosave) {
  const kept = localStorage.getItem(local);
  if (!kept) return;
  for (const [name, value] of JSON.parse(kept)) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field && value) field.value = value;
  }
  autosave();
}

/* ---- files go one by one, each with its own progress */

function send(form) {
  const section = form.closest("[data-upload]");
  const list = form.querySelector("[data-sending]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const input = form.querySelector("input[type=file]");
    const button = form.querySelector("button");
    button.disabled = true;
    list.replaceChildren();
    let failed = false;
    for (const file of input.files) failed = !(await one(section, list, file)) || failed;
    button.disabled = false;
    if (!failed) {
      input.value = "";
      location.reload();
    }
  });
}

function one(section, list, file) {
  const line = document.createElement("li");
  list.append(line);
  const tell = (words, percent) => {
    line.textContent = words
      .replace("{name}", file.name)
      .replace("{percent}", percent)
      .replace("{size}", size(file.size));
  };
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `${section.dataset.upload}?filename=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("X-CSRFToken", section.dataset.token);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      tell(list.dataset.movingWords, Math.floor((100 * event.loaded) / event.total));
    });
    request.addEventListener("load", () => {
      if (request.status === 201) {
        tell(list.dataset.sentWords, 100);
        resolve(true);
      } else {
        line.className = "control__problem";
        line.textContent = problem(request);
        resolve(false);
      }
    });
    request.addEventListener("error", () => {
      line.className = "control__problem";
      tell(list.dataset.lostWords, 0);
      resolve(false);
    });
    tell(list.dataset.movingWords, 0);
    request.send(file);
  });
}

function problem(request) {
  try {
    return JSON.parse(request.responseText).title;
  } catch {
    return `${request.status}`;
  }
}

function size(octets) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(3, Math.floor(Math.log10(Math.max(octets, 1)) / 3));
  const format = new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: units[step],
    unitDisplay: "short",
    maximumFractionDigits: 1,
  });
  return format.format(octets / 1000 ** step);
}

/* ---- while files are being prepared, the list is fetched anew; the form is left alone */

function follow() {
  const section = document.querySelector("[data-upload]");
  if (!section || !section.querySelector(".file--queued, .file--working, .file--received")) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".files");
      const old = section.querySelector(".files");
      if (fresh && old) old.replaceWith(fresh);
    } finally {
      follow();
    }
  }, POLL);
}
