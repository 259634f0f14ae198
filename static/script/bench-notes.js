// Notes on a place: drawn on the picture instead of typed in hundredths, or taken from the player's time. Every control
// that this adds is a button beside fields that can be typed into.

export function start(document) {
  const form = document.querySelector("form[data-notes]");
  const picture = document.querySelector("[data-noting-picture]");
  const player = document.querySelector("[data-noting-player]");
  if (picture) new Marking(form, picture).begin();
  if (player) for (const field of form.querySelectorAll("[data-clock]")) takeTime(form, player, field);
}

function button(words, deed) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "button button--quiet", textContent: words });
  made.addEventListener("click", deed);
  return made;
}

function typed(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function takeTime(form, player, field) {
  const take = button(form.dataset.nowWords, () => typed(field, clock(player.currentTime)));
  const label = field.previousElementSibling;
  take.setAttribute("aria-label", `${take.textContent}: ${label.textContent}`);
  field.after(take);
}

function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  const hours = Math.floor(tenths / 36000);
  const minutes = Math.floor(tenths / 600) % 60;
  const rest = (tenths % 600) / 10;
  const told = `${rest < 10 ? "0" : ""}${rest}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${told}` : `${minutes}:${told}`;
}

class Marking {
  constructor(form, picture) {
    this.form = form;
    this.picture = picture;
    this.image = picture.querySelector("img");
    this.status = form.querySelector("[data-notes-status]");
    this.page = 1;
    this.note = null;
    this.from = null;
  }

  begin() {
    for (const note of this.form.querySelectorAll("[data-note]")) {
      note.querySelector(".note__place").after(button(this.form.dataset.markWords, () => this.choose(note)));
      note.addEventListener("focusin", () => this.turn(note));
    }
    this.form.addEventListener("input", () => this.draw());
    this.picture.addEventListener("pointerdown", (event) => this.press(event));
    this.picture.addEventListener("pointermove", (event) => this.move(event));
    this.picture.addEventListener("pointerup", (event) => this.leave(event));
    this.image.addEventListener("dragstart", (event) => event.preventDefault());
    this.draw();
  }

  choose(note) {
    this.note = note;
    this.turn(note);
    this.picture.dataset.marking = "yes";
    this.status.textContent = this.form.dataset.markingWords;
    this.picture.scrollIntoView({ block: "nearest" });
  }

  // Of a document the page that the note in hand is on.
  turn(note) {
    const page = pageOf(note);
    if (page === this.page || !this.picture.dataset.base.endsWith("~")) return;
    this.page = page;
    this.image.src = `${this.picture.dataset.base}${page}/full/!1000,1000/0/default.jpg`;
    this.draw();
  }

  at(event) {
    const box = this.image.getBoundingClientRect();
    const part = (value, start, length) => Math.min(100, Math.max(0, (100 * (value - start)) / length));
    return { x: part(event.clientX, box.left, box.width), y: part(event.clientY, box.top, box.height) };
  }

  press(event) {
    if (!this.note || event.button > 0) return;
    event.preventDefault();
    this.from = this.at(event);
    this.picture.setPointerCapture(event.pointerId);
  }

  move(event) {
    if (!this.from) return;
    const to = this.at(event);
    const sides = { left: Math.min(to.x, this.from.x), top: Math.min(to.y, this.from.y) };
    Object.assign(sides, { wide: Math.abs(to.x - this.from.x), high: Math.abs(to.y - this.from.y) });
    for (const field of this.note.querySelectorAll("[data-side]")) typed(field, String(Number(sides[field.dataset.side].toFixed(2))));
  }

  leave(event) {
    if (!this.from) return;
    this.move(event);
    this.from = null;
    delete this.picture.dataset.marking;
    this.note.querySelector("textarea").focus();
    this.note = null;
  }

  draw() {
    for (const mark of this.picture.querySelectorAll(".noting__mark")) mark.remove();
    [...this.form.querySelectorAll("[data-note]")].forEach((note, number) => {
      const sides = Object.fromEntries([...note.querySelectorAll("[data-side]")].map((field) => [field.dataset.side, Number(field.value.replace(",", "."))]));
      if (!(sides.wide > 0 && sides.high > 0) || pageOf(note) !== this.page) return;
      const mark = document.createElement("div");
      mark.className = note === this.note ? "noting__mark noting__mark--now" : "noting__mark";
      Object.assign(mark.style, { left: `${sides.left}%`, top: `${sides.top}%`, width: `${sides.wide}%`, height: `${sides.high}%` });
      const name = document.createElement("span");
      name.textContent = String(number + 1);
      mark.append(name);
      this.picture.append(mark);
    });
  }
}

function pageOf(note) {
  return Number(note.querySelector("[data-page]")?.value) || 1;
}
