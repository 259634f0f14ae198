// No word is lost: what is typed is kept on this computer at once and in the archive a moment later; what never reached
// the archive is brought there when the page is opened again.

const AFTER_TYPING = 1500;
const AT_ONCE = 300;
const AGAIN = 5000;
const SLOWEST = 60000;
const SILENT = /\.(lang|form)$/;
const OLDEST = 60 * 24 * 3600 * 1000;

const version = new URL(import.meta.url).search;
const { refused, renew } = await import(`./bench-session.js${version}`);
const { missing } = await import(`./bench-missing.js${version}`);

export function start(document) {
  new Keeper(document.querySelector("form[data-autosave]"), document).begin();
}

class Keeper {
  constructor(form, document) {
    this.form = form;
    this.words = form.dataset;
    this.state = form.querySelector("[data-autosave-state]");
    this.notice = document.querySelector("[data-notice]");
    this.key = `chieng:${this.words.account}:${this.words.recordId}`;
    this.seen = this.words.kept;
    this.edits = 0;
    this.sent = 0;
    this.lost = false;
    this.stored = true;
    this.pause = AGAIN;
    this.underway = null;
  }

  begin() {
    const form = this.form;
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("keydown", (event) => this.shortcut(event));
    addEventListener("online", () => this.lost && this.send());
    addEventListener("focus", () => this.lost && this.send());
    addEventListener("pagehide", () => this.leave());
    addEventListener("visibilitychange", () => document.hidden && this.leave());
    addEventListener("beforeunload", (event) => {
      if (this.unsent && !this.stored && !this.leaving) event.preventDefault();
    });
    form.dataset.listening = "yes";
    if (this.words.unsaved || written(form)) this.typed();
    else this.recover();
  }

  get unsent() {
    return this.edits !== this.sent;
  }

  typed() {
    this.edits += 1;
    clearTimeout(this.soon);
    clearTimeout(this.timer);
    this.soon = setTimeout(() => this.store(), AT_ONCE);
    this.timer = setTimeout(() => this.send(), AFTER_TYPING);
  }

  // Only what says something: an empty line's language is no text.
  fields() {
    const all = [...new FormData(this.form)].map(([name, text]) => [name, String(text).trim()]);
    const filled = all.filter(([name, text]) => name.startsWith("m.") && text);
    const said = new Set(filled.filter(([name]) => !SILENT.test(name)).map(([name]) => stem(name)));
    return filled.filter(([name]) => said.has(stem(name)));
  }

  store() {
    try {
      const kept = { base: this.form.elements.base.value, seen: this.seen, at: Date.now(), fields: this.fields() };
      localStorage.setItem(this.key, JSON.stringify(kept));
      this.stored = true;
    } catch {
      this.stored = false;
    }
  }

  forget() {
    clearTimeout(this.soon);
    try {
      localStorage.removeItem(this.key);
    } catch {
      // a browser that keeps nothing has nothing to forget
    }
  }

  async send() {
    if (this.underway) return this.underway;
    clearTimeout(this.timer);
    const edits = this.edits;
    this.underway = this.post(this.words.autosave, this.fields(), this.form.elements.base.value).finally(() => {
      this.underway = null;
    });
    const told = await this.underway;
    if (told.ok) {
      this.sent = edits;
      this.arrived(told.body, this.lost ? this.words.backWords : this.words.keptWords);
      if (this.unsent) this.timer = setTimeout(() => this.send(), AFTER_TYPING);
      else this.forget();
    } else {
      this.failed(told);
    }
    return told;
  }

  async post(url, fields, base, extra = []) {
    const body = () => new URLSearchParams([["csrf_token", this.form.elements.csrf_token.value], ["base", base], ...fields, ...extra]);
    try {
      let answer = await ask(url, body());
      if (refused(answer.status) && (await renew(document))) answer = await ask(url, body());
      return { ok: answer.ok, status: answer.status, body: await answer.json().catch(() => ({})) };
    } catch {
      return { ok: false, status: 0, body: {} };
    }
  }

  arrived(body, words) {
    this.lost = false;
    this.pause = AGAIN;
    this.seen = body.kept;
    this.notice.hidden = true;
    this.say((body.newer ? this.words.newerWords : words).replace("{time}", body.clock));
    missing(body.missing ?? []);
    const status = document.querySelector("[data-status]");
    if (status && body.status) status.textContent = body.status;
  }

  failed({ status, body }) {
    this.store();
    if (status === 413 || status === 422) return this.say(this.words.largeWords);
    this.lost = true;
    if (status === 400 || status === 401) this.signedOut();
    else if (status && body.title) this.say(body.title);
    else this.say(this.stored ? this.words.lostWords : this.words.nowhereWords);
    this.timer = setTimeout(() => this.send(), this.pause);
    this.pause = Math.min(SLOWEST, this.pause * 2);
  }

  signedOut() {
    this.say(this.stored ? this.words.outWords : this.words.nowhereWords);
    if (!this.notice.hidden) return;
    const link = document.createElement("a");
    link.className = "button";
    link.href = this.words.inUrl;
    link.target = "_blank";
    link.textContent = this.words.inWords;
    this.tell(this.words.outWords, link);
  }

  say(words) {
    if (this.state.textContent !== words) this.state.textContent = words;
  }

  tell(words, ...deeds) {
    const text = document.createElement("p");
    text.textContent = words;
    const line = document.createElement("p");
    line.append(...deeds);
    this.notice.replaceChildren(text, line);
    this.notice.setAttribute("role", "alert");
    this.notice.hidden = false;
  }

  // Saving a draft leaves the page as it is. Without a connection every button does: what was typed stays in sight.
  submit(event) {
    const button = event.submitter;
    const deed = button?.value ?? "save";
    if (this.leaving || /^(add|drop|up|down):/.test(deed)) return;
    event.preventDefault();
    clearTimeout(this.timer);
    this.carry(deed, button);
  }

  async carry(deed, button) {
    // An answer that is still on its way must not come after what is saved now.
    if (this.underway) await this.underway;
    clearTimeout(this.timer);
    const edits = this.edits;
    this.store();
    this.underway = this.post(this.form.action, this.fields(), this.form.elements.base.value, [["do", deed]]);
    const told = await this.underway.finally(() => {
      this.underway = null;
    });
    if (told.ok) {
      this.saved(deed, edits, told.body);
    } else if (told.status === 412 || told.status === 422) {
      this.hand();
      this.form.requestSubmit(button);
    } else {
      this.failed(told);
    }
  }

  saved(deed, edits, body) {
    this.form.elements.base.value = body.base;
    this.sent = edits;
    this.arrived(body, this.words.savedWords);
    for (const past of document.querySelectorAll("[data-restored], [data-settled]")) past.remove();
    if (this.unsent) this.timer = setTimeout(() => this.send(), AFTER_TYPING);
    else this.forget();
    if (deed !== "save") location.reload();
  }

  hand() {
    this.leaving = true;
    this.store();
    try {
      sessionStorage.setItem("chieng:sent", this.key);
    } catch {
      // then the next page brings what was typed once more, and finds that it is saved
    }
  }

  shortcut(event) {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    this.form.requestSubmit(this.form.querySelector("[data-save]"));
  }

  // The last words, when the page is closed before they were sent.
  leave() {
    if (!this.unsent || this.leaving) return;
    this.store();
    const token = this.form.elements.csrf_token.value;
    const body = new URLSearchParams([["csrf_token", token], ["base", this.form.elements.base.value], ...this.fields()]);
    if (String(body).length < 60000) ask(this.words.autosave, body, true).catch(() => {});
  }

  // What a closed page left behind goes to the archive, and comes back from there as what was typed and not saved.
  async recover() {
    const kept = this.left();
    if (!kept) return;
    if (JSON.stringify(kept.fields) === JSON.stringify(this.fields())) return this.forget();
    if (kept.seen === this.seen) return this.bring(kept);
    const take = choice(this.words.takeWords, () => this.bring(kept));
    const leave = choice(this.words.leaveWords, () => {
      this.forget();
      this.notice.hidden = true;
    });
    this.tell(this.words.otherWords, take, " ", leave);
  }

  left() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      return kept && Date.now() - kept.at < OLDEST && Array.isArray(kept.fields) ? kept : null;
    } catch {
      return null;
    }
  }

  async bring(kept) {
    const told = await this.post(this.words.autosave, kept.fields, kept.base);
    if (!told.ok) return this.failed(told);
    this.forget();
    this.sent = this.edits;
    location.reload();
  }
}

// Whether somebody has typed before this script arrived.
function written(form) {
  return [...form.elements].some((field) => {
    if (field.tagName === "SELECT") {
      const standing = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
      return standing && field.value !== standing.value;
    }
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    return "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;
  });
}

function ask(url, body, keepalive = false) {
  return fetch(url, { method: "POST", body, keepalive, redirect: "manual", headers: { Accept: "application/json" } });
}

function stem(name) {
  return name.slice(0, name.lastIndexOf("."));
}

function choice(words, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.textContent = words;
  button.addEventListener("click", action);
  return button;
}
