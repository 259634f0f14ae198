// Opens Mirador on the manifests that the page names. The page tells how everything is called in the reader's language.

const DARK = matchMedia("(prefers-color-scheme: dark)").matches;
const place = document.getElementById("viewer");
const settings = JSON.parse(document.getElementById("viewer-settings").textContent);

// Manifests name the archive by its own address. A reader may have come by another, such as that of the machine on a
// village network, and everything they name is where the page is.
function here(_address, told) {
  for (const key of ["json", "manifestJson", "infoJson", "searchJson", "annotationJson"]) {
    if (told[key]) told[key] = JSON.parse(JSON.stringify(told[key]).replaceAll(settings.origin, location.origin));
  }
  return told;
}

// What is said of one picture Mirador tells in the first language that it finds; so it finds the reader's own only.
function inOwnWords(_address, told) {
  const own = (words) => (words && words[settings.language] ? { [settings.language]: words[settings.language] } : words);
  for (const canvas of told.manifestJson?.items || []) {
    if (canvas.type !== "Canvas") continue;
    canvas.metadata = (canvas.metadata || []).map(({ label, value }) => ({ label: own(label), value: own(value) }));
  }
  return told;
}

// Beside a canvas Mirador lists what people say of it, and not what supplements it; lines of a page are worth listing,
// each with its place on the picture.
function linesListed(_address, told) {
  for (const one of told.annotationJson?.items || []) {
    if (one.textGranularity === "line") one.motivation = "commenting";
  }
  return told;
}

const palette = DARK
  ? {
      mode: "dark",
      primary: { main: "#f08a80" },
      secondary: { main: "#f08a80" },
      shades: { dark: "#0d0b12", main: "#1f1c29", light: "#26222f" },
    }
  : {
      mode: "light",
      primary: { main: "#9e2a2b" },
      secondary: { main: "#9e2a2b" },
      shades: { dark: "#e3dccf", main: "#ffffff", light: "#fbf8f3" },
    };

const theme = {
  palette,
  typography: { fontFamily: getComputedStyle(document.body).fontFamily, button: { textTransform: "none", letterSpacing: 0 } },
};

const scheme = DARK ? "dark" : "light";

function open() {
  const viewer = window.Mirador.viewer({
    id: place.id,
    language: settings.language,
    translations: { [settings.language]: settings.words },
    selectedTheme: scheme,
    themes: { [scheme]: theme },
    windows: settings.manifests.map((path, at) => ({
      manifestId: location.origin + path,
      thumbnailNavigationPosition: settings.thumbnails || at ? "far-bottom" : "off",
      ...begin(settings.places[at]),
      ...(settings.search && !at ? { defaultSearchQuery: settings.search, sideBarOpen: true } : {}),
    })),
    requests: { postprocessors: [...(settings.origin === location.origin ? [] : [here]), inOwnWords, linesListed] },
  });
  offerChoice(viewer.store);
  settings.places.forEach((asked, at) => {
    if (asked && asked.second !== null) seek(viewer.store, at, asked.second);
  });
  goToHits(viewer.store);
  const version = new URL(import.meta.url).search;
  import(`./share.js${version}`).then(({ offer }) => offer(document, () => shown(viewer.store)));
  import(`./copy.js${version}`).then(({ start }) => start(document));
}

// The canvas and the region that a link asks for. Mirador takes a middle and how much of the canvas is as wide as its
// window, which is not there yet: what its bars leave of the whole field stands in for it.
const BARS = { across: 80, down: 64, thumbnails: 140 };

function begin(asked) {
  if (!asked) return {};
  const first = { canvasId: location.origin + asked.canvas };
  if (!asked.region) return first;
  const [x, y, width, height] = asked.region;
  const across = (place.clientWidth - BARS.across) / settings.manifests.length;
  const down = place.clientHeight - BARS.down - (settings.thumbnails ? BARS.thumbnails : 0);
  const shape = Math.max(1, across) / Math.max(1, down);
  const zoom = 0.8 / Math.max(width, height * shape);
  return { ...first, initialViewerConfig: { x: x + width / 2, y: y + height / 2, zoom } };
}

// Mirador has no word for a second; its player is given it as soon as it is there.
function seek(store, at, second) {
  const from = Date.now();
  const wait = () => {
    const window = Object.values(store.getState().windows)[at];
    const player = window && document.getElementById(window.id)?.querySelector("video, audio");
    if (!player) {
      if (Date.now() - from < 30_000) setTimeout(wait, 200);
      return;
    }
    player.preload = "metadata";
    const go = () => { player.currentTime = second; };
    if (player.readyState >= 1) go();
    else player.addEventListener("loadedmetadata", go, { once: true });
  };
  wait();
}

// An answer in a film leads to its second: Mirador goes to the canvas, and no further.
function goToHits(store) {
  const last = new Map();
  store.subscribe(() => {
    const { searches, windows } = store.getState();
    Object.keys(windows).forEach((id, at) => {
      for (const [panel, search] of Object.entries(searches[id] || {})) {
        const [chosen] = search.selectedContentSearchAnnotationIds || [];
        if (!chosen || last.get(panel) === chosen) continue;
        last.set(panel, chosen);
        const found = Object.values(search.data || {}).flatMap(({ json }) => (json && json.resources) || []);
        const on = found.find((one) => one["@id"] === chosen)?.on;
        const time = on?.selector?.value?.match(/^t=([\d.]+)/);
        if (time) seek(store, at, Number(time[1]));
      }
    });
  });
}

// What the window in use shows: its manifest, canvas, and of it the region or the second.
function shown(store) {
  const state = store.getState();
  const id = state.workspace.focusedWindowId || Object.keys(state.windows)[0];
  const window = state.windows[id];
  if (!window || !window.canvasId) return null;
  const there = document.getElementById(id);
  const player = there?.querySelector("video, audio");
  const canvas = (state.manifests[window.manifestId]?.json?.items || []).find((one) => one.id === window.canvasId);
  const view = state.viewers[id];
  const field = there?.querySelector(".openseadragon-canvas");
  const told = { manifest: own(window.manifestId), canvas: own(window.canvasId), title: "" };
  if (player) return { ...told, second: player.currentTime };
  return { ...told, region: view && field && canvas ? region(view, field, canvas) : null };
}

const own = (address) => address.replace(location.origin, settings.origin);

// In pixels of the canvas, which are the units of Mirador; nothing where all of it is to be seen.
function region(view, field, canvas) {
  const width = 1 / view.zoom;
  const height = (width * field.clientHeight) / Math.max(1, field.clientWidth);
  const left = Math.max(0, Math.round(view.x - width / 2));
  const top = Math.max(0, Math.round(view.y - height / 2));
  const right = Math.min(canvas.width, Math.round(view.x + width / 2));
  const bottom = Math.min(canvas.height, Math.round(view.y + height / 2));
  const whole = right - left > 0.98 * canvas.width && bottom - top > 0.98 * canvas.height;
  return whole || right <= left || bottom <= top ? null : [left, top, right - left, bottom - top];
}

// What stands in a collection is to choose from at once. Mirador offers it before its window is on the page, where
// nothing comes of it; so it is offered again.
function offerChoice(store) {
  const stop = store.subscribe(() => {
    const waiting = Object.values(store.getState().windows).find((one) => one.collectionDialogOn);
    if (!waiting) return;
    stop();
    const again = () => {
      if (!document.getElementById(waiting.id)) requestAnimationFrame(again);
      else store.dispatch(window.Mirador.showCollectionDialog(waiting.manifestId, [], waiting.id));
    };
    again();
  });
}

if (window.Mirador) {
  open();
} else {
  place.querySelector("[data-wait]").hidden = true;
  place.querySelector("[data-failed]").hidden = false;
}
