// Deep zoom into a photograph. The viewer is fetched on first use; without it the picture is a link to the whole image.

export function start(document) {
  for (const field of document.querySelectorAll("[data-zoom]")) {
    field.querySelector("[data-zoom-open]").addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      open(field);
    });
  }
  openAsked(document);
}

// A link may ask for a corner: ?media=FILE&xywh=x,y,width,height, in pixels of the whole picture.
function openAsked(document) {
  const region = new URLSearchParams(location.search).get("xywh");
  const field = document.querySelector("[data-media]:not([hidden]) [data-zoom]");
  if (!field || !/^\d{1,7},\d{1,7},[1-9]\d{0,6},[1-9]\d{0,6}$/.test(region || "")) return;
  field.dataset.begin = region;
  open(field);
}

const opener = (field) => field.querySelector("[data-zoom-open]");

const viewers = new WeakMap();
let library = null;

function fetchLibrary(address) {
  library = library || new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.OpenSeadragon);
    script.onerror = () => {
      library = null;
      reject(new Error(address));
    };
    document.head.append(script);
  });
  return library;
}

async function open(field) {
  const deep = field.querySelector("[data-deep]");
  const failed = field.querySelector("[data-deep-failed]");
  const canvas = field.querySelector("[data-deep-canvas]");
  failed.hidden = true;
  deep.hidden = false;
  opener(field).style.visibility = "hidden"; // it lies under the viewer, where no focus may go
  try {
    const known = viewers.get(field) || { viewer: make(await fetchLibrary(field.dataset.library), field, canvas, failed) };
    viewers.set(field, known);
    focusOn(canvas, deep);
    if (known.shows !== field.dataset.zoom) {
      known.viewer.open(await describe(field.dataset.zoom));
      known.shows = field.dataset.zoom;
    }
  } catch {
    failed.hidden = false;
  }
}

// The description names the archive by its own address. A reader may have come by another, such as that of the machine
// on a village network, and the tiles are where the page is.
async function describe(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const info = await answer.json();
  return Object.assign(info, { id: new URL(address.replace(/\/info\.json$/, ""), document.baseURI).href });
}

// The library would write a style element, which our policy forbids. Finding one with this mark it leaves it be; made
// outside the namespace of HTML, the mark is no style to the browser.
function spareStyle() {
  if (document.querySelector("style[data-openseadragon-mobile-css]")) return;
  const mark = document.createElementNS(null, "style");
  mark.setAttribute("data-openseadragon-mobile-css", "");
  document.head.append(mark);
}

function make(OpenSeadragon, field, canvas, failed) {
  spareStyle();
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const viewer = OpenSeadragon({
    element: canvas,
    showNavigationControl: false,
    drawer: "canvas",
    animationTime: still ? 0 : 0.6,
    maxZoomPixelRatio: 3,
    visibilityRatio: 0.8,
    pixelsPerArrowPress: remote() ? 200 : 40,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
  });
  // the library zooms a hair's breadth a frame while a key is held; one press is one step here, as with the buttons
  viewer.addHandler("canvas-key", (event) => {
    if (remote() && leads(event.originalEvent, viewer, field)) {
      event.preventDefaultAction = true;
      return;
    }
    const deed = KEYS[event.originalEvent.key];
    if (!deed) return;
    event.preventDefaultAction = true;
    deeds[deed](viewer, field);
  });
  viewer.addHandler("open-failed", () => { failed.hidden = false; });
  viewer.addHandler("open", () => goTo(OpenSeadragon, viewer, field));
  viewer.addHandler("animation-finish", () => note(viewer, field));
  // the library makes its own field for keys; it carries our name for it, so that it is announced once
  viewer.canvas.setAttribute("role", "application");
  viewer.canvas.setAttribute("aria-label", canvas.getAttribute("aria-label"));
  canvas.removeAttribute("role");
  canvas.removeAttribute("aria-label");
  const act = (event) => {
    const button = event.target.closest("[data-deep-do]");
    if (button) deeds[button.dataset.deepDo](viewer, field);
  };
  field.querySelector("[data-deep]").addEventListener("click", act);
  field.querySelector("[data-deep]").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.fullscreenElement) deeds.close(viewer, field);
  });
  return viewer;
}

// The corner that was asked for fills the field, with a frame round it; asked once, not for the next page.
function goTo(OpenSeadragon, viewer, field) {
  delete field.dataset.region;
  if (!field.dataset.begin) return;
  const [x, y, width, height] = field.dataset.begin.split(",").map(Number);
  delete field.dataset.begin;
  const place = viewer.viewport.imageToViewportRectangle(x, y, width, height);
  const margin = new OpenSeadragon.Rect(
    place.x - place.width / 10, place.y - place.height / 10, place.width * 1.2, place.height * 1.2,
  );
  const frame = document.createElement("div");
  frame.className = "deep__place";
  viewer.addOverlay({ element: frame, location: place });
  viewer.viewport.fitBounds(margin, true);
  note(viewer, field);
}

// What is to be seen, for whoever shares it; nothing where that is the whole picture.
function note(viewer, field) {
  const whole = viewer.world.getItemAt(0) && viewer.world.getItemAt(0).getContentSize();
  if (!whole) return;
  const seen = viewer.viewport.viewportToImageRectangle(viewer.viewport.getBounds());
  const [left, top] = [Math.max(0, Math.round(seen.x)), Math.max(0, Math.round(seen.y))];
  const right = Math.min(whole.x, Math.round(seen.x + seen.width));
  const bottom = Math.min(whole.y, Math.round(seen.y + seen.height));
  const all = right - left > 0.98 * whole.x && bottom - top > 0.98 * whole.y;
  if (all || right <= left || bottom <= top) delete field.dataset.region;
  else field.dataset.region = [left, top, right - left, bottom - top].join(",");
}

const KEYS = { "+": "in", "=": "in", "-": "out", "_": "out", "0": "home" };

const deeds = {
  in: (viewer) => viewer.viewport.zoomBy(1.6).applyConstraints(),
  out: (viewer) => viewer.viewport.zoomBy(1 / 1.6).applyConstraints(),
  home: (viewer) => viewer.viewport.goHome(),
  turn: (viewer) => viewer.viewport.setRotation(viewer.viewport.getRotation() + 90),
  full: (_viewer, field) => {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (field.requestFullscreen) (field.closest("[data-full]") || field).requestFullscreen();
  },
  close: (_viewer, field) => {
    if (document.fullscreenElement) document.exitFullscreen();
    field.querySelector("[data-deep]").hidden = true;
    opener(field).style.visibility = "";
    opener(field).focus();
  },
};

// With four arrows and a button in the middle one begins at the tools; the picture is above them.
function focusOn(canvas, deep) {
  const keys = canvas.querySelector(".openseadragon-canvas");
  if (remote()) deep.querySelector('[data-deep-do="in"]').focus({ preventScroll: true });
  else if (keys) keys.focus();
}

const remote = () => "remote" in document.documentElement.dataset;

// Out of the picture: where there is no more of it in the arrow's direction the arrow leads on, and the button in the
// middle leads to the tools.
function leads({ key }, viewer, field) {
  if (key === "Enter") {
    field.querySelector('[data-deep-do="in"]').focus({ preventScroll: true });
    return true;
  }
  const whole = viewer.world.getItemAt(0);
  if (!whole) return key.startsWith("Arrow");
  const [seen, all] = [viewer.viewport.getBounds(), whole.getBounds()];
  const hair = seen.width / 100;
  return {
    ArrowUp: seen.y <= all.y + hair,
    ArrowDown: seen.y + seen.height >= all.y + all.height - hair,
    ArrowLeft: seen.x <= all.x + hair,
    ArrowRight: seen.x + seen.width >= all.x + all.width - hair,
  }[key];
}
