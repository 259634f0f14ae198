// The officers' pages. Everything also works without script, with the buttons of the forms; scripts spare the waiting.

const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);

const enhancements = [
  ["form.describe", "bench-fields"],
  ["form.describe", "bench-rows"],
  ["[data-autosave]", "bench-keep"],
  ["[data-notes]", "bench-notes"],
  ["[data-draft]", "bench-draft"],
  ["[data-reading]", "bench-reading"],
  ["[data-files]", "bench-files"],
  ["[data-send]", "bench-send"],
  ["form[data-lines]", "bench-lines"],
  ["[data-reach] textarea", "bench-reach"],
];

// What the server has taken over needs no copy here any more. Which page sent it is known to this window alone.
if (document.querySelector("[data-settled]")) {
  try {
    localStorage.removeItem(sessionStorage.getItem("chieng:sent"));
    sessionStorage.removeItem("chieng:sent");
  } catch {
    // a browser that keeps nothing
  }
}

// Who comes back to a page that was kept whole has not been answered.
addEventListener("pageshow", (event) => {
  try {
    if (event.persisted) sessionStorage.removeItem("chieng:sent");
  } catch {
    // a browser that keeps nothing
  }
});

for (const [selector, name] of enhancements) {
  if (document.querySelector(selector)) load(name).then((module) => module.start(document));
}

// On a phone the places stand in a row that moves: the one somebody is in is seen.
const places = document.querySelector(".kinds--bench");
const here = places?.querySelector("[aria-current]");
if (here) places.scrollLeft = here.getBoundingClientRect().left - places.getBoundingClientRect().left - places.clientWidth / 3;

// What the page has to tell first: problems, or what has been done.
document.querySelector("[data-focus]")?.focus({ preventScroll: false });

for (const choice of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(choice.dataset.reveal);
  choice.hidden = false;
  choice.querySelector("input").addEventListener("change", (event) => {
    field.type = event.target.checked ? "text" : "password";
  });
}
