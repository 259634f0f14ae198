// Opens Mirador on the manifests that the page names. The page tells how everything is called in the reader's language.

const DARK = matchMedia("(prefers-color-scheme: dark)").matches;
const place = document.getElementById("viewer");
const settings = JSON.parse(document.getElementById("viewer-settings").textContent);

// Manifests name the archive by its own address. A reader may have come by another, such as that of the machine on a
// village network, and everything they name is where the page is.
function here(_address, told) {
  for (const key of ["json", "manifestJson", "infoJson"]) {
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
    })),
    requests: { postprocessors: settings.origin === location.origin ? [inOwnWords] : [here, inOwnWords] },
  });
  offerChoice(viewer.store);
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
