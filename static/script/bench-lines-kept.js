// No line is lost: what is typed is kept on this computer until the archive has it, through lost links, sessions that
// end, and somebody else who has saved meanwhile.

const { refused, renew } = await import(`./bench-session.js${new URL(import.meta.url).search}`);

const AT_ONCE = 300;
const OLDEST = 60 * 24 * 3600 * 1000;

export class Kept {
  // `text` gives what the form says, `show` puts a text into it, `wrong` is told of problems by row.
  constructor(form, words, { text, show, wrong }) {
    Object.assign(this, { form, words, text, show, wrong });
    this.key = `chieng:lines:${form.dataset.lines}`;
    this.state = form.querySelector("[data-state]");
    this.notice = document.querySelector("[data-notice]");
    this.saved = form.dataset.unsaved ? null : text();
  }

  begin() {
    this.form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("keydown", (event) => {
      if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      this.form.requestSubmit(this.form.querySelector("[data-save]"));
    });
    addEventListener("pagehide", () => this.store());
    addEventListener("beforeunload", (event) => {
      if (this.dirty && !this.leaving && !this.store()) event.preventDefault();
    });
    this.recover();
  }

  get base() {
    return this.form.elements.base;
  }

  get dirty() {
    return this.text() !== this.saved;
  }

  typed() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.store() && this.dirty && this.say(this.words.kept), AT_ONCE);
  }

  store() {
    clearTimeout(this.soon);
    try {
      if (this.dirty) localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), base: this.base.value, text: this.text() }));
      else localStorage.removeItem(this.key);
      return true;
    } catch {
      this.say(this.words.nowhere);
      return false;
    }
  }

  // What this window has sent comes back from the server; what was left here otherwise is brought back, or offered where
  // the form says something that it did not say then.
  recover() {
    let kept = null;
    let sent = false;
    try {
      kept = JSON.parse(localStorage.getItem(this.key));
      sent = sessionStorage.getItem("chieng:sent") === this.key;
      sessionStorage.removeItem("chieng:sent");
    } catch {
      return;
    }
    const now = this.text();
    if (!kept || sent || Date.now() - kept.at > OLDEST || kept.text === now) return this.dirty ? this.typed() : this.store();
    const bring = () => {
      this.base.value = kept.base;
      this.show(kept.text);
      this.typed();
    };
    const before = now;
    const first = this.base.value;
    const leave = button(this.words.leave, () => {
      this.base.value = first;
      this.show(before);
      this.store();
      this.notice.hidden = true;
    });
    if (kept.base === this.base.value && !this.dirty) {
      bring();
      leave.textContent = this.words.back;
      this.tell(this.words.left, leave);
    } else {
      const take = button(this.words.take, () => {
        bring();
        this.notice.hidden = true;
      });
      this.tell(this.words.other, take, leave);
    }
  }

  // Only saving stays on the page; whatever else is asked for is shown by the server, with all that was typed.
  submit(event) {
    const deed = event.submitter?.value ?? "save";
    this.form.elements.text.value = this.text();
    if (deed !== "save" || this.leaving) {
      this.leave();
      return;
    }
    event.preventDefault();
    this.save(event.submitter);
  }

  leave() {
    this.store();
    this.leaving = true;
    try {
      sessionStorage.setItem("chieng:sent", this.key);
    } catch {
      // then the next page finds the text here once more, and that it says the same
    }
  }

  async save(submitter) {
    if (this.underway) return;
    this.underway = true;
    this.store();
    const text = this.text();
    const told = await this.post(text).finally(() => {
      this.underway = false;
    });
    if (told.ok) return this.arrived(text, told.body);
    if (told.status === 412) {
      this.leave();
      this.form.requestSubmit(submitter);
    } else if (told.status === 422) {
      this.say(this.words.wrong);
      this.wrong(told.body.problems ?? []);
    } else if (told.status === 400 || told.status === 401) {
      this.signedOut();
    } else {
      this.say(told.body.title ?? this.words.lost);
    }
  }

  async post(text) {
    const body = () => {
      const data = new FormData();
      const from = this.form.elements.from?.value;
      for (const [name, value] of [["csrf_token", this.form.elements.csrf_token.value], ["base", this.base.value], ["do", "save"], ["text", text], ...(from ? [["from", from]] : [])]) data.append(name, value);
      return data;
    };
    const ask = () => fetch(this.form.action, { method: "POST", body: body(), headers: { Accept: "application/json" }, redirect: "manual" });
    try {
      let answer = await ask();
      if (refused(answer.status) && (await renew(document))) answer = await ask();
      return { ok: answer.ok, status: answer.status, body: await answer.json().catch(() => ({})) };
    } catch {
      return { ok: false, status: 0, body: {} };
    }
  }

  arrived(text, body) {
    this.base.value = body.base;
    this.saved = text;
    this.notice.hidden = true;
    delete this.form.dataset.unsaved;
    this.wrong([]);
    this.store();
    this.say(this.words.saved.replace("{time}", body.clock));
  }

  signedOut() {
    const link = document.createElement("a");
    link.className = "button";
    link.href = `/${document.documentElement.lang}/sign-in?next=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    link.textContent = this.words.in;
    this.say(this.words.out);
    this.tell(this.words.out, link);
  }

  say(words) {
    if (this.state.textContent !== words) this.state.textContent = words;
  }

  tell(words, ...deeds) {
    const [text, line] = [document.createElement("p"), document.createElement("p")];
    text.textContent = words;
    line.append(...deeds.flatMap((deed) => [deed, " "]));
    this.notice.replaceChildren(text, line);
    this.notice.setAttribute("role", "alert");
    this.notice.hidden = false;
  }
}

function button(words, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--quiet";
  made.textContent = words;
  made.addEventListener("click", action);
  return made;
}
