// Results follow a filter or an order at once. The address is that of the plain form, and so is the page that comes
// back: only its middle is put in place, the focus stays where it was, and the new number of results is said aloud.

const here = () => window.location.pathname + window.location.search;
let shown = here();

export function start(document) {
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || form.id !== "search" || event.target.type === "search") return;
    follow(document, addressOf(form), event.target.id);
  });
  document.documentElement.classList.add("is-live");
  // a jump within the page is a step in the history too, and no reason to fetch anything
  window.addEventListener("popstate", () => {
    if (here() !== shown) window.location.reload();
  });
  settle(document);
  overtake(document);
}

// a filter that was set before this script arrived holds too
function overtake(document) {
  const form = document.getElementById("search");
  const early = [...form.elements].find((box) => box.type === "checkbox" && box.checked !== box.defaultChecked);
  if (early) follow(document, addressOf(form), early.id);
}

// the button that sends the form without scripts now only leads to results that are already there
function settle(document) {
  for (const button of document.querySelectorAll("[data-apply]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      button.closest("details").open = false;
      document.getElementById("results").scrollIntoView();
    });
  }
}

function addressOf(form) {
  const asked = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...asked]) if (!value) asked.delete(name);
  return `${form.getAttribute("action")}?${asked}`;
}

async function follow(document, address, focus) {
  const live = document.querySelector("[data-live]");
  live.classList.add("is-waiting");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    replace(document, live, page);
    // the address of this question as everybody gets it, however the form put it together
    window.history.pushState(null, "", live.dataset.address);
    shown = here();
  } catch {
    window.location.assign(address);
    return;
  }
  live.classList.remove("is-waiting");
  const control = document.getElementById(focus);
  if (control) control.focus({ preventScroll: true });
  document.querySelector("[data-announce]").textContent = document.querySelector("h1").textContent;
}

function replace(document, live, page) {
  const open = [...live.querySelectorAll("details[open]")].map((fold) => fold.id);
  const fresh = page.querySelector("[data-live]");
  live.innerHTML = fresh.innerHTML;
  live.dataset.address = fresh.dataset.address;
  for (const id of open) {
    const fold = document.getElementById(id);
    if (fold) fold.open = true;
  }
  document.title = page.title;
  settle(document);
  document.dispatchEvent(new Event("chieng:renewed"));
}
