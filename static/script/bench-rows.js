// Rows of a form are added, moved and taken out without asking the server; what is taken out can be brought back.

export function start(document) {
  const form = document.querySelector("form.describe");
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    if (!button) return;
    const [deed, where] = [button.value.slice(0, button.value.indexOf(":")), button.value.slice(button.value.indexOf(":") + 1)];
    const done = { add, drop, up, down }[deed]?.(form, button, where);
    if (!done) return;
    event.preventDefault();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.addEventListener("input", (event) => {
    const group = event.target.closest(".group");
    if (group && event.target === group.querySelector("input:not([type=hidden]), textarea")) head(group, event.target.value);
  });
}

// A folded row is known by what it is called.
function head(group, name) {
  const heading = group.querySelector(".group__heading");
  heading.dataset.none ??= heading.textContent;
  heading.textContent = name.trim() || heading.dataset.none;
}

function add(form, button) {
  const field = button.closest(".field");
  const entries = field.querySelector(":scope > .field__entries");
  const pattern = field.querySelector(":scope > template");
  const rows = entries.querySelectorAll(":scope > [data-entry]");
  const last = rows[rows.length - 1];
  const made = pattern ? pattern.content.firstElementChild.cloneNode(true) : last?.cloneNode(true);
  if (!made) return false;
  const old = made.dataset.entry;
  const fresh = `${field.dataset.field}.${next(rows)}`;
  rename(made, old, fresh);
  if (!pattern) empty(made, last);
  if (made.matches("details")) made.open = true;
  entries.append(made);
  number(entries);
  made.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  return true;
}

function drop(form, button) {
  const entry = button.closest("[data-entry]");
  const entries = entry.parentElement;
  const text = said(entry);
  const place = document.createElement("p");
  place.className = "undo";
  const words = document.createElement("span");
  words.textContent = form.dataset.droppedWords.replace("{text}", text || button.textContent.split(":").pop().trim());
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "step";
  undo.textContent = form.dataset.undoWords;
  undo.addEventListener("click", () => {
    place.replaceWith(entry);
    number(entries);
    entry.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  place.append(words, undo);
  if (entries.querySelectorAll(":scope > [data-entry]").length === 1 && !entry.matches("details")) add(form, entries);
  entry.replaceWith(place);
  number(entries);
  undo.focus();
  return true;
}

function up(form, button) {
  const entry = button.closest("[data-entry]");
  return move(entry, sibling(entry, "previousElementSibling"), "before", button);
}

function down(form, button) {
  const entry = button.closest("[data-entry]");
  return move(entry, sibling(entry, "nextElementSibling"), "after", button);
}

function move(entry, other, where, button) {
  if (other) {
    other[where](entry);
    number(entry.parentElement);
    // At the end of the list its button is gone: the other one is next to it.
    if (!button.offsetParent) button = entry.querySelector(`.group__deeds > button:not([value^="${button.value.split(":")[0]}:"])`);
    button.focus();
  }
  return true;
}

function sibling(entry, way) {
  let other = entry[way];
  while (other && !other.matches("[data-entry]")) other = other[way];
  return other;
}

// Numbers in names only hold together what belongs together: a new one is larger than all there are.
function next(rows) {
  return Math.max(-1, ...[...rows].map((row) => Number(row.dataset.entry.split(".").pop()))) + 1;
}

function rename(made, old, fresh) {
  const [oldId, freshId] = [old, fresh].map((name) => name.replaceAll(".", "-"));
  for (const element of [made, ...made.querySelectorAll("*")]) {
    for (const attribute of [...element.attributes]) {
      const value = attribute.value.replaceAll(`${old}.`, `${fresh}.`).replaceAll(`${oldId}-`, `${freshId}-`);
      attribute.value = value === old ? fresh : value === oldId ? freshId : value.endsWith(`:${old}`) ? value.slice(0, -old.length) + fresh : value;
    }
  }
}

// A copy of the last line, with nothing written in it but the language chosen there.
function empty(made, last) {
  const before = last.querySelectorAll("input, textarea, select");
  made.querySelectorAll("input, textarea, select").forEach((field, at) => {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("autofocus");
    if (field.type === "radio") field.checked = field.defaultChecked = before[at].checked;
    else if (field.name.endsWith(".lang")) field.value = before[at].value;
    else field.value = "";
    if (field.tagName === "TEXTAREA") field.style.height = "";
  });
  for (const note of made.querySelectorAll(".entry__note")) note.textContent = "";
}

function number(entries) {
  const label = (element, count) => {
    const first = [...element.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && /\d/.test(node.data));
    if (first) first.data = first.data.replace(/\d+(?=\D*$)/, count);
  };
  entries.querySelectorAll(":scope > [data-entry]").forEach((row, at) => {
    // Word lists are long: only rows that stand elsewhere than before are told so.
    const before = Number(row.dataset.at ?? Number(row.dataset.entry.split(".").pop()) + 1);
    row.dataset.at = at + 1;
    if (before === at + 1 && !row.matches(":last-child")) return;
    for (const element of row.querySelectorAll("[data-numbered]")) {
      if (element.closest("[data-entry]") === row) label(element, at + 1);
    }
  });
}

function said(entry) {
  const texts = [...entry.querySelectorAll("input:not([type=hidden]):not([type=radio]), textarea")].map((field) => field.value.trim());
  const chosen = [...entry.querySelectorAll("select:not(.entry__lang)")].map((field) => (field.value ? field.selectedOptions[0].text : ""));
  const text = [...texts, ...chosen].find((words) => words) ?? "";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
