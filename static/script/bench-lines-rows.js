// The lines as a list: one with its times, who speaks, the words. A hundred stand on the page at once: a day of ritual
// has thousands, and an old computer has to keep up with who types.

const { seconds } = await import(`./bench-lines-text.js${new URL(import.meta.url).search}`);

const AT_ONCE = 100;

export class Rows {
  // `changed` is called after each thing that was typed; `speakers`: whether lines have one.
  constructor(form, words, { changed, play, speakers, lang, beside }) {
    Object.assign(this, { form, words, changed, play, speakers, lang, beside });
    this.list = form.querySelector("[data-list]");
    this.nav = form.querySelector("[data-parts]");
    this.lines = [];
    this.part = 0;
    this.current = 0;
    this.wrong = new Map();
    this.list.addEventListener("input", (event) => this.typed(event.target));
    this.list.addEventListener("focusin", (event) => this.choose(number(event.target)));
    this.list.addEventListener("click", (event) => {
      if (event.target.closest("[data-row-play]")) this.play(number(event.target));
    });
    this.nav.addEventListener("click", (event) => {
      const step = Number(event.target.closest("[data-part]")?.dataset.part ?? 0);
      if (step) this.go((this.part + step) * AT_ONCE, "text");
    });
  }

  show(lines) {
    this.lines = lines;
    this.current = Math.max(0, Math.min(this.current, lines.length - 1));
    this.part = Math.floor(this.current / AT_ONCE);
    this.draw();
  }

  draw() {
    const first = this.part * AT_ONCE;
    const shown = this.lines.slice(first, first + AT_ONCE);
    this.list.replaceChildren(...shown.map((line, at) => this.row(line, first + at)));
    this.form.querySelector("[data-empty]").hidden = this.lines.length > 0;
    this.nav.hidden = this.lines.length <= AT_ONCE;
    const places = { a: first + 1, b: first + shown.length, n: this.lines.length };
    this.nav.querySelector("[data-part-told]").textContent = filled(this.words.parts, places);
    this.nav.querySelector('[data-part="-1"]').disabled = !first;
    this.nav.querySelector('[data-part="1"]').disabled = first + AT_ONCE >= this.lines.length;
    this.choose(this.current);
  }

  row(line, at) {
    const item = element("li", "lines__line");
    item.dataset.at = at;
    const name = filled(this.words.line, { n: at + 1 });
    const head = element("div", "lines__times");
    const count = element("span", "lines__number", String(at + 1));
    count.setAttribute("aria-hidden", "true");
    const play = element("button", "step lines__play", "▶");
    play.type = "button";
    play.dataset.rowPlay = "yes";
    play.setAttribute("aria-label", `${this.words.play}: ${at + 1}`);
    head.append(count, this.field("from", line, at), dash(), this.field("to", line, at), play);
    if (this.speakers) head.append(this.field("who", line, at));
    const source = this.beside.get(line.from);
    const parts = [head];
    if (source) parts.push(element("p", "lines__beside", source));
    parts.push(this.area(line, at));
    const problem = element("p", "field__problem", this.wrong.get(at) ?? problemOf(line, this.words));
    problem.id = `line-problem-${at}`;
    problem.hidden = !problem.textContent;
    const group = element("div", "lines__group");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", name);
    group.append(...parts, problem);
    item.append(group);
    if (!problem.hidden) item.classList.add("lines__line--wrong");
    return item;
  }

  field(key, line, at) {
    const input = element("input", `lines__${key === "who" ? "who" : "time"}`);
    Object.assign(input, { value: line[key], autocomplete: "off", spellcheck: key === "who" });
    input.dataset.key = key;
    if (key === "who") input.placeholder = this.words.who;
    if (key === "who") input.setAttribute("list", "speakers");
    input.setAttribute("aria-label", `${this.words[key]}: ${at + 1}`);
    input.setAttribute("aria-describedby", `line-problem-${at}`);
    return input;
  }

  area(line, at) {
    const area = element("textarea", "lines__text");
    Object.assign(area, { value: line.text, rows: Math.max(1, line.text.split("\n").length), lang: this.lang, spellcheck: true });
    area.dataset.key = "text";
    area.setAttribute("aria-label", `${this.words.text}: ${at + 1}`);
    return area;
  }

  typed(field) {
    const at = number(field);
    const line = this.lines[at];
    if (!line || !field.dataset.key) return;
    line[field.dataset.key] = field.value;
    if (field.dataset.key === "text") field.rows = Math.max(1, field.value.split("\n").length);
    this.wrong.delete(at);
    this.mark(at);
    this.changed();
  }

  // Problems by line, as the archive tells them.
  problems(found) {
    this.wrong = new Map(found);
    this.draw();
    const first = Math.min(...this.wrong.keys());
    if (Number.isFinite(first)) this.go(first, "from");
  }

  mark(at) {
    const item = this.item(at);
    if (!item) return;
    const told = this.wrong.get(at) ?? problemOf(this.lines[at], this.words);
    const place = item.querySelector(".field__problem");
    place.textContent = told;
    place.hidden = !told;
    item.classList.toggle("lines__line--wrong", Boolean(told));
    for (const input of item.querySelectorAll(".lines__time")) {
      if (told) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  set(at, key, value) {
    this.lines[at][key] = value;
    const input = this.item(at)?.querySelector(`[data-key="${key}"]`);
    if (input) input.value = value;
    this.wrong.delete(at);
    this.mark(at);
  }

  choose(at) {
    this.current = Math.max(0, Math.min(at, this.lines.length - 1));
    for (const item of this.list.querySelectorAll("[aria-current]")) item.removeAttribute("aria-current");
    this.item(this.current)?.setAttribute("aria-current", "true");
  }

  // To a line, and into one of its fields.
  go(at, key = "text") {
    if (!this.lines.length) return;
    this.current = Math.max(0, Math.min(at, this.lines.length - 1));
    const part = Math.floor(this.current / AT_ONCE);
    if (part !== this.part) {
      this.part = part;
      this.draw();
    }
    this.item(this.current)?.querySelector(`[data-key="${key}"]`)?.focus();
  }

  // Which line is heard now.
  heard(at) {
    for (const item of this.list.querySelectorAll(".lines__line--now")) item.classList.remove("lines__line--now");
    if (at >= 0) this.item(at)?.classList.add("lines__line--now");
  }

  item(at) {
    return this.list.querySelector(`[data-at="${at}"]`);
  }

  focusedKey() {
    return this.list.contains(document.activeElement) ? document.activeElement.dataset.key : "text";
  }
}

export function problemOf(line, words) {
  const [from, to] = [seconds(line.from), seconds(line.to)];
  if (from === null || to === null) return words.clock;
  return to <= from ? words.order : "";
}

function number(target) {
  return Number(target.closest("[data-at]")?.dataset.at ?? -1);
}

export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

function dash() {
  const sign = element("span", "lines__dash", "–");
  sign.setAttribute("aria-hidden", "true");
  return sign;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}
