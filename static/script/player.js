// Films and songs: the light version first, or all qualities, by HLS where the browser has it, else with hls.js,
// which is fetched when play is pressed. Where neither works the progressive file in the page plays as it does
// without scripts.

const HLS = "application/vnd.apple.mpegurl";
const version = new URL(import.meta.url).search;

export function start(document) {
  for (const field of document.querySelectorAll("[data-player]")) enhance(field);
}

function enhance(field) {
  const media = field.querySelector("video, audio");
  const buttons = [...field.querySelectorAll("[data-play]")];
  const state = { loaded: "", hls: null, captioned: false, begin: Number(field.dataset.begin || 0) };
  const failed = field.querySelector("[data-player-failed]");

  const play = async (source, second) => {
    failed.hidden = true;
    showCaptions(media, state);
    const from = second === undefined ? media.currentTime || state.begin : second;
    state.begin = 0;
    if (source && state.loaded !== source.dataset.play) await attach(field, media, state, source);
    if (from) await seek(media, from);
    try {
      await media.play();
    } catch (error) {
      // a browser that wants a gesture leaves the controls; everything else is told
      if (error.name !== "NotAllowedError" && error.name !== "AbortError") failed.hidden = false;
    }
  };

  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      play(button);
      media.focus({ preventScroll: true });
    });
  }
  field.addEventListener("chieng:play", () => play(buttons[0]));
  field.addEventListener("chieng:seek", (event) => play(state.loaded ? null : buttons[0], event.detail));
  media.addEventListener("error", () => { failed.hidden = false; });
}

// a track marked default would be fetched with the page, for every film on it; once taken away, captions stay away
function showCaptions(media, state) {
  if (!state.captioned && media.textTracks.length) media.textTracks[0].mode = "showing";
  state.captioned = true;
}

async function attach(field, media, state, source) {
  const address = source.dataset.play;
  if (state.hls) state.hls.destroy();
  state.hls = null;
  state.loaded = address;
  if (source.dataset.mime !== HLS || media.canPlayType(HLS)) {
    media.src = address;
    return;
  }
  const { default: Hls } = await import(field.dataset.library + version);
  if (!Hls.isSupported()) {
    state.loaded = "";
    return;
  }
  // no worker: it would be made from a blob, and fragmented MP4 needs no repacking anyway
  state.hls = new Hls({ enableWorker: false, startLevel: 0 });
  state.hls.loadSource(address);
  state.hls.attachMedia(media);
  state.hls.on(Hls.Events.ERROR, (_name, error) => {
    if (error.fatal) media.dispatchEvent(new Event("error"));
  });
}

function seek(media, second) {
  if (media.readyState >= 1) {
    media.currentTime = second;
    return Promise.resolve();
  }
  media.load();
  return new Promise((done) => {
    media.addEventListener("loadedmetadata", () => {
      media.currentTime = second;
      done();
    }, { once: true });
  });
}
