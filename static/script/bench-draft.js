// What is typed into a form is kept on this computer until it is saved, and shown again when the page comes back.
// Before it is sent, the archive is asked whether it can be reached: a lost link leaves the form where it is.

const { reached, stay } = await import(`./bench-reach.js${new URL(import.meta.url).search}`);

const AT_ONCE = 300;
const MOST_TRIES = 3;
const OLDEST = 60 * 24 * 3600 * 1000;

export function start(document) {
  new Draft(document.querySelector("form[data-draft]")).begin();
}

class Draft {
  constructor(form) {
    this.form = form;
    this.key = `chieng:${form.dataset.draft}`;
    this.timer = 0;
    this.asking = false;
    this.going = false;
  }

  begin() {
    this.form.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.store(), AT_ONCE);
    });
    addEventListener("pagehide", () => this.timer && this.store());
    this.form.addEventListener("submit", (event) => this.submit(event));
    if (this.form.dataset.unsaved) this.store();
    else this.restore();
  }

  store() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.write({ at: Date.now(), base: this.form.elements.base.value, fields: fields(this.form) });
  }

  write(kept) {
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      addEventListener("beforeunload", (event) => event.preventDefault());
    }
  }

  submit(event) {
    const { submitter } = event;
    if (/^(add|drop|up|down):/.test(submitter?.value ?? "")) return;
    this.store();
    if (this.going || !this.form.requestSubmit) return this.sent();
    event.preventDefault();
    if (!this.asking) this.send(submitter);
  }

  async send(submitter) {
    this.asking = true;
    const there = await reached(this.form);
    this.asking = false;
    if (!there) return stay(this.form);
    this.going = true;
    this.form.requestSubmit(submitter);
    this.going = false;
  }

  sent() {
    try {
      sessionStorage.setItem("chieng:sent", this.key);
    } catch {
      // then the next page shows once more what was typed, though it is saved
    }
  }

  // The server lays out the rows again: it is asked to show what was typed, and to save nothing. The copy stays here
  // until its answer has come, and is not brought for ever where none of its answers shows it.
  restore() {
    const kept = this.left();
    if (!kept || kept.tries >= MOST_TRIES) return;
    if (Date.now() - kept.at > OLDEST || JSON.stringify(kept.fields) === JSON.stringify(fields(this.form))) {
      localStorage.removeItem(this.key);
      return;
    }
    this.write({ ...kept, tries: (kept.tries ?? 0) + 1 });
    const again = document.createElement("form");
    Object.assign(again, { method: "post", action: this.form.action, hidden: true });
    const token = this.form.elements.csrf_token.value;
    for (const [name, value] of [["csrf_token", token], ["do", "up:"], ["base", kept.base], ...kept.fields]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      again.append(field);
    }
    document.body.append(again);
    again.submit();
  }

  left() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }
}

function fields(form) {
  return [...new FormData(form)].filter(([name, text]) => name.startsWith("m.") && typeof text === "string" && text);
}
