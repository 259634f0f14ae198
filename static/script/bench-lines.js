// The lines of a film, beside the film: times taken from the player, lines split and joined, all of it by keyboard too.

const version = new URL(import.meta.url).search;
const { read, seconds, told, write } = await import(`./bench-lines-text.js${version}`);
const { Rows, filled, problemOf } = await import(`./bench-lines-rows.js${version}`);
const { Kept } = await import(`./bench-lines-kept.js${version}`);

const NEW = 3;
const BACK = 2;
const MOST_UNDONE = 100;
const KEYS = {
  KeyK: "pause", KeyJ: "back", KeyL: "on", KeyP: "play", BracketLeft: "from", BracketRight: "to", Period: "next",
  KeyC: "split", KeyN: "join", Enter: "add", Delete: "drop", ArrowUp: "above", ArrowDown: "below",
};

export function start(document) {
  new Bench(document.querySelector("form[data-lines]")).begin();
}

class Bench {
  constructor(form) {
    this.form = form;
    this.words = JSON.parse(form.dataset.words);
    this.area = form.elements.text;
    this.player = form.querySelector("[data-lines-player]");
    this.now = form.querySelector("[data-now]");
    this.listed = false;
    this.undone = [];
    this.until = null;
    this.rows = new Rows(form, this.words, {
      changed: () => this.changed(),
      play: (at) => this.play(at),
      speakers: !form.dataset.lines.endsWith(":chapters") && !form.dataset.lines.includes(":chapters:"),
      lang: this.area.lang,
      beside: beside(form),
    });
    this.kept = new Kept(form, this.words, {
      text: () => (this.listed ? write(this.rows.lines).text : this.area.value.replaceAll("\r\n", "\n")),
      show: (text) => this.show(text),
      wrong: (problems) => this.wrong(problems),
    });
  }

  begin() {
    this.show(this.area.value);
    this.kept.saved = this.form.dataset.unsaved ? null : this.kept.text();
    this.form.addEventListener("click", (event) => {
      const deed = event.target.closest("button[data-do]")?.dataset.do;
      if (deed) this.run(deed);
    });
    this.form.querySelector("[data-toggle]").addEventListener("click", (event) => this.toggle(event));
    this.form.querySelector('[value="shift"]').addEventListener("click", (event) => this.shift(event));
    this.area.addEventListener("input", () => this.changed());
    addEventListener("keydown", (event) => this.key(event));
    this.player?.addEventListener("timeupdate", () => this.heard());
    this.kept.begin();
    this.form.dataset.listening = "yes";
  }

  // As a list where the text has the form that the server writes, else as text.
  show(text) {
    const lines = read(text);
    this.area.value = text;
    this.view(lines && (lines.length || !this.plain()) ? lines : null);
  }

  plain() {
    return this.form.dataset.lines.includes(":transcript:");
  }

  view(lines) {
    this.listed = lines !== null;
    for (const [name, on] of [["list-view", this.listed], ["plain-view", !this.listed], ["tools", this.listed], ["keys", this.listed]]) {
      this.form.querySelector(`[data-${name}]`).hidden = !on;
    }
    this.form.querySelector("[data-toggle]").textContent = this.listed ? this.words.plain : this.words.list;
    if (this.listed) this.rows.show(lines);
    // line by line it stands in the list already
    this.form.querySelector("details:has([data-lines-beside])")?.toggleAttribute("open", !this.listed);
    this.speakers();
  }

  // Back into the list goes what the server has read; what it can't read stays text, with every problem told.
  toggle(event) {
    if (this.listed) {
      event.preventDefault();
      this.area.value = write(this.rows.lines).text;
      this.view(null);
      this.area.focus();
      return;
    }
    const lines = read(this.area.value);
    if (!lines || !lines.length) return;
    event.preventDefault();
    this.view(lines);
    this.rows.go(0);
  }

  changed() {
    this.kept.typed();
    this.speakers();
  }

  // Whoever has spoken once need not be typed again.
  speakers() {
    let list = document.getElementById("speakers");
    if (!list) {
      list = document.createElement("datalist");
      list.id = "speakers";
      this.form.append(list);
    }
    const names = [...new Set(this.rows.lines.map((line) => line.who).filter(Boolean))];
    if (list.dataset.names === names.join("\n")) return;
    list.dataset.names = names.join("\n");
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  }

  key(event) {
    const deed = event.altKey && !event.ctrlKey && !event.metaKey && KEYS[event.code];
    if (!deed || !this.listed) return;
    event.preventDefault();
    this.run(deed);
  }

  run(deed) {
    this[deed]?.(this.rows.current);
  }

  // Before lines change in number or all at once, they are remembered as they are.
  remember() {
    this.undone.push({ lines: structuredClone(this.rows.lines), current: this.rows.current });
    if (this.undone.length > MOST_UNDONE) this.undone.shift();
  }

  undo() {
    const before = this.undone.pop();
    if (!before) return;
    this.rows.current = before.current;
    this.rows.show(before.lines);
    this.rows.go(before.current);
    this.changed();
    this.told(this.words.undone, {});
  }

  told(words, values, undo = false) {
    const place = this.form.querySelector("[data-lines-told]");
    place.textContent = filled(words, values);
    if (!undo) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "step", textContent: this.words.undo });
    button.addEventListener("click", () => this.undo(), { once: true });
    place.append(" ", button);
  }

  at() {
    return Math.round((this.player?.currentTime ?? 0) * 10) / 10;
  }

  pause() {
    this.until = null;
    if (this.player?.paused) this.player.play().catch(() => {});
    else this.player?.pause();
  }

  back() {
    if (this.player) this.player.currentTime = Math.max(0, this.player.currentTime - BACK);
  }

  on() {
    if (this.player) this.player.currentTime += BACK;
  }

  play(at) {
    const line = this.rows.lines[at];
    const from = line && seconds(line.from);
    if (!this.player || from === null || from === undefined) return;
    this.until = seconds(line.to);
    this.player.currentTime = from;
    this.player.play().catch(() => {});
  }

  heard() {
    const second = this.player.currentTime;
    if (this.until !== null && second >= this.until) {
      this.until = null;
      this.player.pause();
    }
    const at = this.rows.lines.findIndex((line) => seconds(line.from) <= second && second < seconds(line.to));
    this.rows.heard(at);
    this.now.hidden = at < 0;
    if (at >= 0) this.now.textContent = this.rows.lines[at].text.replace(/<[^>]*>/g, "");
  }

  from(at) {
    this.take(at, "from", this.words.begins);
  }

  to(at) {
    this.take(at, "to", this.words.ends);
  }

  take(at, key, words) {
    if (!this.player || !this.rows.lines[at]) return;
    const time = told(this.at());
    this.rows.set(at, key, time);
    this.changed();
    this.told(words, { n: at + 1, time });
  }

  // Listening once through is enough for all times: each stroke ends a line and begins the next.
  next(at) {
    if (!this.player || !this.rows.lines[at]) return;
    const time = told(this.at());
    this.rows.set(at, "to", time);
    if (at + 1 === this.rows.lines.length) return this.add(at);
    const following = this.rows.lines[at + 1];
    const long = Math.max(NEW, (seconds(following.to) ?? 0) - (seconds(following.from) ?? 0));
    this.rows.set(at + 1, "from", time);
    if ((seconds(following.to) ?? 0) <= this.at()) this.rows.set(at + 1, "to", told(this.at() + long));
    this.rows.go(at + 1, this.rows.focusedKey());
    this.changed();
    this.told(this.words.begins, { n: at + 2, time });
  }

  add(at) {
    const [before, after] = [this.rows.lines[at], this.rows.lines[at + 1]];
    const start = (before && seconds(before.to)) ?? this.at();
    const end = Math.max(start + 0.5, Math.min(start + NEW, (after && seconds(after.from)) ?? start + NEW));
    this.insert(before ? at + 1 : 0, { from: told(start), to: told(end), settings: "", who: before?.who ?? "", text: "" });
  }

  append() {
    this.add(this.rows.lines.length - 1);
  }

  insert(at, line) {
    this.remember();
    this.rows.lines.splice(at, 0, line);
    this.rows.wrong.clear();
    this.rows.current = at;
    this.rows.show(this.rows.lines);
    this.rows.go(at);
    this.changed();
    this.told(this.words.added, { n: at + 1 });
  }

  drop(at) {
    if (!this.rows.lines[at]) return;
    this.remember();
    this.rows.lines.splice(at, 1);
    this.redraw(Math.max(0, Math.min(at, this.rows.lines.length - 1)));
    this.told(this.words.dropped, { n: at + 1 }, true);
  }

  // Where the cursor stands in the words; in time, where the film stands if that lies in the line, else in proportion.
  split(at) {
    const line = this.rows.lines[at];
    const [from, to] = line ? [seconds(line.from), seconds(line.to)] : [null, null];
    if (from === null || to === null) return;
    const area = this.rows.item(at)?.querySelector("textarea");
    const cursor = area && area.selectionStart > 0 && area.selectionStart < line.text.length ? area.selectionStart : nearest(line.text);
    const share = from + ((to - from) * cursor) / Math.max(1, line.text.length);
    const here = this.player && this.at() > from && this.at() < to ? this.at() : share;
    const time = told(Math.round(here * 10) / 10);
    this.remember();
    this.rows.lines.splice(at, 1, { ...line, to: time, text: line.text.slice(0, cursor).trim() }, { ...line, from: time, text: line.text.slice(cursor).trim() });
    this.redraw(at + 1);
    this.told(this.words.split, { n: at + 1, time }, true);
  }

  join(at) {
    const [line, after] = [this.rows.lines[at], this.rows.lines[at + 1]];
    if (!line) return;
    if (!after) return this.told(this.words.last, {});
    const text = line.who === after.who || !after.who ? after.text : `@${after.who}: ${after.text}`;
    const first = text === after.text || !line.who ? line.text : `@${line.who}: ${line.text}`;
    this.remember();
    const who = first === line.text ? line.who : "";
    const between = text === after.text ? " " : "\n";
    this.rows.lines.splice(at, 2, { ...line, who, to: after.to, text: [first, text].filter(Boolean).join(between) });
    this.redraw(at);
    this.told(this.words.joined, { n: at + 1, m: at + 2 }, true);
  }

  redraw(at) {
    this.rows.wrong.clear();
    this.rows.current = at;
    this.rows.show(this.rows.lines);
    this.rows.go(at);
    this.changed();
  }

  above(at) {
    this.rows.go(at - 1, this.rows.focusedKey());
  }

  below(at) {
    this.rows.go(at + 1, this.rows.focusedKey());
  }

  shift(event) {
    if (!this.listed) return;
    event.preventDefault();
    const typed = this.form.elements.by.value.trim().replace(/[−–]/, "-");
    const size = seconds(typed.replace(/^[+-]/, ""));
    if (!size) return this.told(this.words.number, {});
    const by = typed.startsWith("-") ? -size : size;
    this.remember();
    for (const line of this.rows.lines) {
      const [from, to] = [seconds(line.from), seconds(line.to)];
      if (from === null || to === null) continue;
      const start = Math.max(0, from + by);
      Object.assign(line, { from: told(start), to: told(Math.max(start + 0.5, to + by)) });
    }
    this.redraw(this.rows.current);
    this.told(this.words.moved, { by: by > 0 ? `+${by}` : by }, true);
  }

  // The archive names rows of the text; here they are lines of the list.
  wrong(problems) {
    const starts = write(this.rows.lines).starts;
    const found = problems.map((one) => {
      const row = Number(/\d+/.exec(one.field)?.[0] ?? 1);
      const after = starts.findIndex((start) => start > row);
      const at = after < 0 ? Math.max(0, starts.length - 1) : Math.max(0, after - 1);
      return [at, (this.rows.lines[at] && problemOf(this.rows.lines[at], this.words)) || one.message];
    });
    if (this.listed && this.rows.lines.length) this.rows.problems(found);
    else if (problems.length) this.kept.say(problems.map((one) => one.message).join(" "));
  }
}

// The words of the other language by the time at which each line begins.
function beside(form) {
  const text = form.querySelector("[data-lines-beside]")?.textContent ?? "";
  return new Map((read(text) ?? []).map((line) => [line.from, line.text]));
}

// The gap between words that is nearest to the middle.
function nearest(text) {
  const middle = Math.floor(text.length / 2);
  const gaps = [...text.matchAll(/\s+/g)].map((gap) => gap.index);
  return gaps.sort((one, other) => Math.abs(one - middle) - Math.abs(other - middle))[0] ?? middle;
}
