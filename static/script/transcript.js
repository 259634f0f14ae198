// The lines of a transcript: the one being said is marked and kept in view within its own box; a word that is pressed, or
// Enter on a line, plays from there; what is looked for is found without its tones.

const still = window.matchMedia("(prefers-reduced-motion: reduce)");

export function transcript(section, media, go) {
  const list = section.querySelector("[data-lines]");
  const rest = section.querySelector("[data-rest]");
  const follow = section.querySelector("[data-follow]");
  const lines = () => [...list.children];
  let current = null;
  let fetching = null;

  const whole = () => {
    fetching = fetching || (rest ? more(list, rest).then(ready, () => { fetching = null; }) : Promise.resolve());
    return fetching;
  };
  const ready = () => {
    if ("timed" in section.dataset) rove(lines());
  };

  if (rest) {
    rest.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const next = lines().length;
      whole().then(() => lines()[next] && lines()[next].querySelector("a") && lines()[next].querySelector("a").focus());
    });
  }

  if ("timed" in section.dataset) {
    ready();
    follow.hidden = false;
    media.addEventListener("timeupdate", () => {
      const at = media.currentTime;
      const last = list.lastElementChild;
      if (rest && last && at > Number(last.dataset.to)) whole();
      mark(at);
    });
    list.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      const line = event.target.closest("li");
      if (!line || !window.getSelection().isCollapsed) return;
      event.preventDefault();
      go(event.target.closest("a") ? Number(line.dataset.from) : secondAt(line, event));
    });
    list.addEventListener("keydown", (event) => {
      const all = lines();
      const at = all.indexOf(event.target.closest("li"));
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined || at < 0 || !all[to] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      const link = all[to].querySelector("a");
      only(all, link);
      link.focus({ preventScroll: true });
      keep(list, all[to]);
    });
    // who scrolls reads elsewhere: the text stays until they ask to be led again
    for (const event of ["wheel", "touchmove"]) {
      list.addEventListener(event, () => { follow.querySelector("input").checked = false; }, { passive: true });
    }
  }

  function mark(at) {
    const said = lines().filter((one) => Number(one.dataset.from) <= at && at < Number(one.dataset.to) + 0.3);
    const line = said[said.length - 1] || null;
    if (line === current) return;
    if (current) current.removeAttribute("aria-current");
    current = line;
    if (!line) return;
    line.setAttribute("aria-current", "true");
    if (follow.querySelector("input").checked && !list.contains(document.activeElement)) keep(list, line);
  }

  finding(section, list, whole);
  copying(section, lines, whole);
}

async function more(list, rest) {
  const answer = await fetch(rest.dataset.rest);
  if (!answer.ok) throw new Error(String(answer.status));
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  list.append(...made.content.querySelectorAll("li"));
  rest.parentElement.remove();
}

// one stop for the Tab key, the arrows lead from line to line
function rove(all) {
  const links = all.map((line) => line.querySelector("a")).filter(Boolean);
  only(all, links.find((link) => link.tabIndex === 0 && link.dataset.roving) || links[0]);
}

function only(all, chosen) {
  for (const line of all) {
    const link = line.querySelector("a");
    if (!link) continue;
    link.tabIndex = link === chosen ? 0 : -1;
    link.dataset.roving = "";
  }
}

// scrolls the box alone, never the page
function keep(list, line) {
  const top = line.offsetTop - list.offsetTop;
  if (top >= list.scrollTop && top + line.offsetHeight <= list.scrollTop + list.clientHeight) return;
  const to = Math.max(0, top - list.clientHeight / 3);
  list.scrollTo({ top: to, behavior: still.matches ? "auto" : "smooth" });
}

// Where a word tells its own time it is that; else as far into the line as letters stand before it.
function secondAt(line, event) {
  const said = line.querySelector("[data-say]");
  const from = Number(line.dataset.from);
  const to = Number(line.dataset.to);
  const place = pointed(event);
  if (!place || !said.contains(place.node)) return from;
  const pieces = [...said.querySelectorAll("[data-at]")];
  const piece = place.node.parentElement.closest("[data-at]");
  const begin = piece ? Number(piece.dataset.at) : from;
  const after = piece ? pieces[pieces.indexOf(piece) + 1] : pieces[0];
  const end = after ? Number(after.dataset.at) : to;
  const text = piece || said;
  const [before, all] = [lettersBefore(text, place), text.textContent.length];
  return Math.max(from, begin + (end - begin) * (all ? before / all : 0));
}

function pointed({ clientX, clientY }) {
  if (document.caretPositionFromPoint) {
    const found = document.caretPositionFromPoint(clientX, clientY);
    return found && { node: found.offsetNode, offset: found.offset };
  }
  const found = document.caretRangeFromPoint && document.caretRangeFromPoint(clientX, clientY);
  return found && { node: found.startContainer, offset: found.startOffset };
}

function lettersBefore(text, { node, offset }) {
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  const before = range.toString();
  return before.length - before.match(/\S*$/)[0].length; // from the beginning of the word
}

// letters alone, so that "hoi" finds hội; each stands at the index of the one that it comes from
function folded(text) {
  const letters = [];
  const places = [];
  [...text.matchAll(/[\s\S]/gu)].forEach(({ 0: letter, index }) => {
    const plain = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d");
    for (const one of plain) {
      letters.push(one);
      places.push(index);
    }
  });
  return { letters: letters.join(""), places: [...places, text.length] };
}

function finding(section, list, whole) {
  const field = section.querySelector("[data-find-said]");
  const count = section.querySelector("[data-count]");
  const steps = [...section.querySelectorAll("[data-step]")];
  let at = -1;
  section.querySelector("[data-tools]").hidden = false;

  const places = () => [...list.querySelectorAll("mark")];
  const clear = () => {
    for (const mark of places()) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  };
  const look = async () => {
    const asked = folded(field.value.trim()).letters;
    if (asked) await whole();
    clear();
    if (asked) for (const said of list.querySelectorAll("[data-say]")) markIn(said, asked);
    at = -1;
    step(1);
  };
  const step = (by) => {
    const found = places();
    for (const button of steps) button.hidden = found.length < 2;
    count.textContent = "";
    if (!field.value.trim()) return;
    if (!found.length) {
      count.textContent = count.dataset.none;
      return;
    }
    if (found[at]) found[at].classList.remove("is-here");
    at = (at + by + found.length) % found.length;
    found[at].classList.add("is-here");
    keep(list, found[at].closest("li"));
    count.textContent = count.dataset.some.replace("{at}", at + 1).replace("{count}", found.length);
  };
  let timer = 0;
  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, 150);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    }
  });
  for (const button of steps) button.addEventListener("click", () => step(Number(button.dataset.step)));
}

function markIn(said, asked) {
  const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const { letters, places } = folded(text.data);
    const found = [];
    for (let at = letters.indexOf(asked); at >= 0; at = letters.indexOf(asked, at + asked.length)) {
      found.push([places[at], places[at + asked.length]]);
    }
    for (const [from, to] of found.reverse()) {
      const rest = text.splitText(from);
      rest.splitText(to - from);
      const mark = document.createElement("mark");
      rest.replaceWith(mark);
      mark.append(rest);
    }
  }
}

function copying(section, lines, whole) {
  const button = section.querySelector("[data-copy-words]");
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await whole();
    const text = lines().map((line) => {
      const time = line.querySelector(".line__time");
      return [time && time.lastChild.textContent, line.querySelector("p").textContent.trim()].filter(Boolean).join("  ");
    });
    await navigator.clipboard.writeText(text.join("\n"));
    button.textContent = button.dataset.copied;
  });
}
