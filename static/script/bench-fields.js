// Small services of a form: every language where the short list has not got it, a date or feast in words while it is
// typed, records found by their name, the way to a field that is folded away.

const PAUSE = 400;
const FIRST = "input:not([type=hidden]), select, textarea, .add";

export function start(document) {
  const form = document.querySelector("form.describe");
  form.addEventListener("change", (event) => {
    if (event.target.matches(".entry__lang[name$='.lang']")) language(form, event.target);
  });
  form.addEventListener("input", (event) => {
    const entry = event.target.closest(".entry--date, .entry--recurrence");
    if (entry) later(entry, () => mean(form, entry));
    if (event.target.matches("[data-record]")) later(event.target, () => find(form, event.target));
  });
  form.addEventListener("toggle", opened, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) setTimeout(() => reveal(document, link.hash));
  });
  reveal(document, location.hash);
  for (const box of document.querySelectorAll("textarea")) grow(box);
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) grow(event.target);
  });
  unlessHas(document, form);
}

const waiting = new WeakMap();

function later(subject, action) {
  clearTimeout(waiting.get(subject));
  waiting.set(subject, setTimeout(action, PAUSE));
}

function language(form, select) {
  const field = select.closest(".entry").querySelector("input:not([type=hidden]), textarea");
  if (select.value !== "?") {
    if (field) field.lang = select.value;
    return;
  }
  const options = document.getElementById("every-language").content.cloneNode(true);
  select.replaceChildren(options);
  select.prepend(new Option("—", "?", true, true));
  select.showPicker?.();
}

async function mean(form, entry) {
  const output = entry.querySelector("[data-meaning]");
  const asked = new URLSearchParams({ type: output.dataset.meaning });
  for (const field of entry.querySelectorAll("[name]")) {
    if (field.type === "radio" && !field.checked) continue;
    asked.set(field.name.slice(field.name.lastIndexOf(".") + 1), field.value);
  }
  try {
    const answer = await fetch(`${form.dataset.meaningUrl}?${asked}`, { headers: { Accept: "application/json" } });
    if (answer.ok) output.textContent = (await answer.json()).words;
  } catch {
    output.textContent = "";
  }
}

async function find(form, field) {
  const list = document.getElementById("records-found");
  const note = field.closest(".entry").querySelector("[data-note]");
  const chosen = [...list.options].find((option) => option.value === field.value);
  note.textContent = chosen ? chosen.label : "";
  if (chosen || field.value.trim().length < 2) return;
  const asked = new URLSearchParams({ q: field.value, per_page: "8" });
  if (field.dataset.record) asked.set("kind", field.dataset.record);
  try {
    const answer = await fetch(`${form.dataset.records}?${asked}`, { headers: { Accept: "application/json" } });
    const found = answer.ok ? (await answer.json()).items : [];
    const tag = document.documentElement.lang;
    // The words that were typed stand in the label too: browsers offer only what matches them.
    list.replaceChildren(
      ...found.map((item) => {
        const names = item.title[tag] ?? item.title.vi ?? Object.values(item.title)[0] ?? [];
        const option = new Option(`${names[0] ?? item.identifier} · ${field.value}`, item.identifier);
        option.label = option.textContent;
        return option;
      }),
    );
  } catch {
    list.replaceChildren();
  }
}

// A field that was asked for by its name is written in at once.
function opened(event) {
  const spare = event.target;
  if (!spare.matches?.(".spare") || !spare.open || document.activeElement !== spare.querySelector("summary")) return;
  const first = spare.querySelector(FIRST);
  // A group has no row before its first: who opens it wants one.
  if (first?.matches(".add")) first.click();
  else first?.focus();
}

// The way to a problem leads into whatever is folded, and to the control itself.
function reveal(document, hash) {
  const id = decodeURIComponent(hash.slice(1));
  const target = id && document.getElementById(id);
  if (!target) return;
  for (let box = target; box; box = box.parentElement.closest("details")) {
    if (box.matches("details")) box.open = true;
  }
  target.scrollIntoView();
  if (id.startsWith("m-")) target.querySelector(FIRST)?.focus();
}

function grow(box) {
  if (CSS.supports("field-sizing", "content") || !box.offsetParent) return;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 640)}px`;
}

// For browsers without :has(): what is not needed is hidden by hand.
function unlessHas(document, form) {
  if (CSS.supports("selector(:has(a))")) return;
  const show = () => {
    for (const occasion of form.querySelectorAll(".occasion")) {
      const way = occasion.querySelector("[name$='.form']:checked").value;
      for (const part of occasion.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(way);
    }
    for (const audience of document.querySelectorAll("[data-audience]")) {
      const who = audience.querySelector("select").value;
      audience.querySelector("[data-audience-other]").hidden = who !== "other";
      audience.querySelector(".audience__announced").hidden = who === "everyone";
    }
  };
  document.addEventListener("change", show);
  show();
}
