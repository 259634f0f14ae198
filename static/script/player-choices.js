// What a reader chose once and finds again: saving data, captions, speed, loudness, and where each film was left. A frame
// without an origin of its own may keep nothing; there it holds until the page is left.

const KEY = "chieng.player";
const PLACES = 40;
const kept = read();
const watching = [];

function read() {
  try {
    return JSON.parse(window.localStorage.getItem(KEY)) || {};
  } catch {
    return {};
  }
}

function write() {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // not allowed here, or full: nothing is lost but the comfort
  }
}

// somebody who has told their browser to save data has told us, until they say otherwise here
function asked() {
  const link = navigator.connection;
  return Boolean((link && link.saveData) || window.matchMedia("(prefers-reduced-data: reduce)").matches);
}

export const choices = {
  get: (name, otherwise) => (name in kept ? kept[name] : otherwise),
  set(name, value) {
    kept[name] = value;
    write();
  },
  saving: () => ("save" in kept ? kept.save : asked()),
  save(on) {
    choices.set("save", on);
    for (const told of watching) told();
  },
  watch: (told) => watching.push(told),
  place: (media) => (kept.places || []).reduce((found, [id, second]) => (id === media ? second : found), 0),
  leave(media, second) {
    const others = (kept.places || []).filter(([id]) => id !== media);
    choices.set("places", second ? [...others, [media, Math.floor(second)]].slice(-PLACES) : others);
  },
};
