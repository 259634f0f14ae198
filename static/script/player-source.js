// Which quality is played and from where: HLS by the browser or by hls.js, which is fetched with the first play; a change
// of quality, a lost connection and a page that was left all go on from the same place.

const HLS = "application/vnd.apple.mpegurl";
const version = new URL(import.meta.url).search;
const BEGINNING = 10; // seconds from either end that are not worth remembering

export function source(player) {
  const { field, media, choices } = player;
  const offered = [...field.querySelector("[data-qualities]").content.querySelectorAll("option")];
  const failed = field.querySelector("[data-player-failed]");
  const state = { name: "", hls: null, from: null, turn: 0, wanted: 0, lost: 0 };

  // the list runs from the sharpest down to a film's sound alone
  const lean = () => offered.filter((option) => "lean" in option.dataset);
  const heard = (option) => player.film && option.value.startsWith("audio");
  const lightest = () => lean().filter((option) => !heard(option)).pop() || lean()[0];
  const allowed = () => (choices.saving() && lean().length ? lean() : offered);
  const known = (name) => allowed().find((option) => option.value === name);

  const play = async (name = "", second = null) => {
    const turn = (state.turn += 1);
    failed.hidden = true;
    const wanted = known(name) || known(state.name) || lightest() || offered[0];
    const at = second === null ? place() : second;
    state.from = null;
    state.wanted = at;
    if (wanted && wanted.value !== state.name) await attach(wanted);
    if (turn !== state.turn) return;
    if (Math.abs(media.currentTime - at) > 0.3) await seek(at);
    try {
      await media.play();
    } catch (error) {
      // a browser that wants a gesture leaves the controls; everything else is told
      if (error.name !== "NotAllowedError" && error.name !== "AbortError") fail();
    }
  };

  // where it stands; before the first play where the address says, else where it was left
  const place = () => {
    if (state.name) return media.currentTime;
    if (state.from !== null) return state.from;
    const left = choices.place(field.dataset.player);
    if (left) field.dispatchEvent(new CustomEvent("chieng:resumed", { detail: left }));
    return left;
  };

  const attach = async (option) => {
    const address = option.dataset.url;
    if (state.hls) state.hls.destroy();
    state.hls = null;
    state.name = option.value;
    field.toggleAttribute("data-sound-only", heard(option));
    field.dispatchEvent(new CustomEvent("chieng:quality", { detail: option.value }));
    if (media.canPlayType(HLS)) {
      media.src = address;
      return;
    }
    let library = null;
    try {
      library = (await import(field.dataset.library + version)).default;
    } catch {
      fail();
      return;
    }
    if (!library.isSupported()) {
      media.load(); // the progressive file in the page
      return;
    }
    // no worker: it would be made from a blob, and fragmented MP4 needs no repacking anyway
    state.hls = new library({ enableWorker: false, startLevel: 0, capLevelToPlayerSize: true, maxBufferLength: 20 });
    state.hls.loadSource(address);
    state.hls.attachMedia(media);
    state.hls.on(library.Events.ERROR, (_name, error) => {
      if (error.fatal) fail();
    });
  };

  const seek = (second) => {
    const ready = media.readyState >= 1;
    const go = () => {
      const most = Number.isFinite(media.duration) ? Math.max(0, media.duration - 0.25) : second;
      media.currentTime = Math.min(second, most);
    };
    if (ready) {
      go();
      return Promise.resolve();
    }
    if (!state.hls) media.load();
    return new Promise((done) => {
      const over = new AbortController();
      const end = () => {
        over.abort();
        done();
      };
      media.addEventListener("loadedmetadata", () => {
        go();
        end();
      }, { signal: over.signal });
      media.addEventListener("error", end, { signal: over.signal });
    });
  };

  const fail = () => {
    if (!state.name && offered.length) return;
    const at = media.currentTime || state.wanted;
    state.lost = at;
    const gone = navigator.onLine === false;
    failed.querySelector("[data-player-why]").textContent = player.say(gone ? "lost" : "failed", { time: player.clock(at) });
    failed.hidden = false;
  };

  const retry = () => {
    const [name, at] = [state.name, state.lost];
    state.name = "";
    play(name, at);
  };

  media.addEventListener("error", fail);
  // hls.js goes on asking in silence for minutes
  media.addEventListener("waiting", () => {
    if (navigator.onLine === false) fail();
  });
  field.querySelector("[data-retry]").addEventListener("click", () => {
    retry();
    field.querySelector('[data-do="play"]').focus({ preventScroll: true });
  });
  window.addEventListener("online", () => {
    if (!failed.hidden) retry();
  });

  let saved = 0;
  const keep = () => {
    if (!state.name || !media.duration) return;
    saved = Date.now();
    const inside = media.currentTime > BEGINNING && media.currentTime < media.duration - BEGINNING;
    choices.leave(field.dataset.player, inside ? media.currentTime : 0);
  };
  media.addEventListener("timeupdate", () => {
    if (Date.now() - saved > 5000) keep();
  });
  media.addEventListener("pause", keep);
  media.addEventListener("ended", keep);
  choices.watch(() => {
    if (state.name && !known(state.name)) change(lightest().value);
  });

  const change = (name) => {
    const paused = media.paused;
    const at = media.currentTime;
    if (!state.name || name === state.name) return;
    const option = known(name);
    if (!option) return;
    if (paused) attach(option).then(() => seek(at));
    else play(name, at);
  };

  return {
    play,
    seek: (second) => {
      if (state.name) seek(Math.max(0, second));
      else play("", Math.max(0, second));
    },
    change,
    allowed,
    lightest,
    remember: (second) => { state.from = second; },
    name: () => state.name,
    total: () => (Number.isFinite(media.duration) && media.duration) || Number(field.dataset.seconds) || 0,
    at: () => (state.name ? media.currentTime : state.from || 0),
  };
}
