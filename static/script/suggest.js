// Suggestions under a search field: the combobox of the ARIA Authoring Practices, whose options lead straight to a
// people or a record. The field stays what it is without scripts; nothing is written into it, and Enter without a
// chosen option sends the form.

const DEBOUNCE = 160;
// keyboards of phones compose every word: there a composition that rests counts as typed, elsewhere none does
const REST = 600;
const LONGEST = 200;
const KEPT = 50;
const answers = new Map();

export function start(document) {
  const settle = () => {
    for (const field of document.querySelectorAll("[data-suggest]:not([role])")) combobox(field);
  };
  settle();
  document.addEventListener("chieng:renewed", settle);
}

function combobox(field) {
  const list = made("ul", { role: "listbox", id: `${field.id}-suggestions`, class: "suggestions", hidden: "" });
  const status = made("p", { role: "status", class: "unseen" });
  list.setAttribute("aria-label", field.dataset.label);
  field.after(list, status);
  field.parentElement.classList.add("suggesting");
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ]) {
    field.setAttribute(name, value);
  }
  const state = { field, list, status, active: -1, timer: 0, request: null, composing: false };
  listen(state);
}

function listen(state) {
  const { field, list } = state;
  field.addEventListener("compositionstart", () => {
    state.composing = true;
    cancel(state);
  });
  field.addEventListener("compositionend", () => {
    state.composing = false;
    later(state, DEBOUNCE);
  });
  field.addEventListener("input", (event) => {
    choose(state, -1);
    if (!event.isComposing && !state.composing) later(state, DEBOUNCE);
    else if (window.matchMedia("(pointer: coarse)").matches) later(state, REST);
  });
  field.addEventListener("keydown", (event) => {
    // 229 is what browsers say of a key that an input method has taken, some without isComposing
    if (event.isComposing || state.composing || event.keyCode === 229) return;
    press(state, event);
  });
  field.addEventListener("blur", () => {
    cancel(state);
    close(state);
  });
  window.addEventListener("pagehide", () => close(state));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option, event.ctrlKey || event.metaKey);
  });
}

function press(state, event) {
  const { list, active } = state;
  const options = list.children.length;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    // on a television the arrows lead on, where nothing more is offered
    if ("remote" in document.documentElement.dataset && (list.hidden || active === options - 1)) return;
    if (list.hidden) {
      if (event.key === "ArrowDown") ask(state);
      else return;
    } else if (!event.altKey) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      // between the last and the first stands the field itself
      choose(state, ((active + 1 + step + options + 1) % (options + 1)) - 1);
    }
    event.preventDefault();
  } else if (event.key === "Enter") {
    if (active >= 0) {
      event.preventDefault();
      go(list.children[active], event.ctrlKey || event.metaKey);
    } else cancel(state);
  } else if (event.key === "Escape") {
    cancel(state);
    if (list.hidden) return;
    event.preventDefault();
    close(state);
  } else if (event.key === "Home" || event.key === "End") {
    choose(state, -1);
  }
}

function later(state, wait) {
  cancel(state);
  state.timer = setTimeout(() => ask(state), wait);
}

function cancel(state) {
  clearTimeout(state.timer);
  state.request?.abort();
  state.request = null;
}

async function ask(state) {
  const { field } = state;
  const typed = field.value.trim();
  cancel(state);
  if (!typed || typed.length > LONGEST) {
    close(state);
    return;
  }
  try {
    const items = answers.get(typed) ?? (await fetched(state, typed));
    keep(typed, items);
    if (field.value.trim() === typed && field.ownerDocument.activeElement === field) show(state, items);
  } catch {
    // a question that was given up, or a search that does not answer: the form still works
    if (field.value.trim() === typed) close(state);
  }
}

async function fetched(state, typed) {
  const request = new AbortController();
  state.request = request;
  const answer = await fetch(`${state.field.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: request.signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).items;
}

function keep(typed, items) {
  answers.set(typed, items);
  if (answers.size > KEPT) answers.delete(answers.keys().next().value);
}

function show(state, items) {
  const { field, list, status } = state;
  const language = field.ownerDocument.documentElement.lang;
  const had = !list.hidden;
  choose(state, -1);
  list.replaceChildren(...items.map((item, at) => option(item, `${list.id}-${at}`, language)));
  list.hidden = items.length === 0;
  field.setAttribute("aria-expanded", String(items.length > 0));
  const { one, many, none } = field.dataset;
  status.textContent = items.length === 1 ? one : items.length ? many.replace("#", items.length) : had ? none : "";
}

function option(item, id, language) {
  const node = made("li", { role: "option", id, "aria-selected": "false", class: `suggestion suggestion--${item.type}` });
  const text = made("span", { class: "suggestion__text" });
  const note = made("span", { class: "suggestion__note" });
  text.textContent = item.label[language] ?? item.text;
  note.textContent = item.note[language] ?? "";
  node.append(text, " ", note);
  // the site may be opened by another name than the archive knows itself by, as on a village network
  node.dataset.path = new URL(item.links.pages[language] ?? Object.values(item.links.pages)[0]).pathname;
  return node;
}

function choose(state, at) {
  const { field, list } = state;
  list.children[state.active]?.setAttribute("aria-selected", "false");
  state.active = at;
  const chosen = list.children[at];
  if (chosen) {
    chosen.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function close(state) {
  choose(state, -1);
  state.list.hidden = true;
  state.field.setAttribute("aria-expanded", "false");
  state.status.textContent = "";
}

function go(node, apart) {
  if (apart) window.open(node.dataset.path, "_blank", "noopener");
  else window.location.assign(node.dataset.path);
}

function made(name, attributes) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}
