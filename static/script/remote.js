// On a television there are four arrows and a button in the middle: the arrows lead to the nearest thing in their direction.

const REACHED = "a[href], button, input, select, textarea, summary, video[tabindex], [tabindex='0']";
const SIDEWAYS = "video, input[type=range]"; // left and right are theirs: they go back and forth in time
const UPRIGHT = "select, textarea";
const ROW = 8; // pixels that two things of one row have in common at least
const BEYOND = 1000;
const VECTORS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function start(document) {
  document.documentElement.dataset.remote = "";
  document.addEventListener("keydown", (event) => {
    const vector = VECTORS[event.key];
    if (!vector || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const from = document.activeElement;
    if (from && from !== document.body && keeps(from, vector)) return;
    const next = nearest(document, from, vector);
    if (!next) return; // the page scrolls
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center", inline: "nearest" });
  });
}

function keeps(from, [across]) {
  if (across) return from.matches(SIDEWAYS) || (from.matches("input:not([type=checkbox]):not([type=radio])") && from.value);
  return from.matches(UPRIGHT);
}

function nearest(document, from, vector) {
  const scope = document.querySelector("dialog[open]") || document;
  const all = [...scope.querySelectorAll(REACHED)].filter((one) => one !== from && seen(one));
  const here = from && from !== document.body ? from.getBoundingClientRect() : { left: 0, right: 0, top: 0, bottom: 0 };
  let best = null;
  let least = Infinity;
  for (const one of all) {
    const far = distance(here, one.getBoundingClientRect(), vector);
    if (far < least) [best, least] = [one, far];
  }
  return best;
}

// what is folded away has its place on the page all the same, and takes no focus
function seen(one) {
  if (one.disabled || one.closest("[hidden], .unseen")) return false;
  return one.checkVisibility ? one.checkVisibility({ visibilityProperty: true }) : one.getClientRects().length > 0;
}

// How far along the arrow, and three times what lies beside it. Sideways whatever is in the same row comes first.
function distance(here, there, [across, down]) {
  const [apart, aside] = [gap(here, there, "left", "right"), gap(here, there, "top", "bottom")];
  const ahead = across * (middle(there, "left", "right") - middle(here, "left", "right"))
    + down * (middle(there, "top", "bottom") - middle(here, "top", "bottom"));
  const elsewhere = across && aside > -ROW;
  if (ahead <= 1 || (elsewhere && apart <= 0)) return Infinity;
  const [along, beside] = across ? [apart, aside] : [aside, apart];
  return Math.max(0, along) + ahead / 10 + 3 * Math.max(0, beside) + (elsewhere ? BEYOND : 0);
}

// below nought it is how much the two share
function gap(one, other, start, end) {
  return Math.max(other[start] - one[end], one[start] - other[end]);
}

function middle(one, start, end) {
  return (one[start] + one[end]) / 2;
}
