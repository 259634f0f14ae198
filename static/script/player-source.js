// Which quality is played and from where: HLS by the browser or by hls.js, which is fetched with the first play; a change
// of quality, a lost connection and a page that was left all go on from the same place.

const HLS = "application/vnd.apple.mpegurl";
const BEGINNING = 10; // seconds from either end that are not worth remembering
const AHEAD = { lean: 60, sharp: 20 }; // seconds fetched ahead: a minute of what is light outlasts most breaks of a line
const GAPS = [2, 3, 5, 10]; // seconds between looking whether the line is back
const LOOKS = 60;
const TRIES = { line: 3, form: 1, never: 0 }; // in silence, until it plays again
const HEALING = 10000; // milliseconds in which a second fault is not healed once more

export function source(player) {
  const { field, media, choices } = player;
  const offered = [...field.querySelector("[data-qualities]").content.querySelectorAll("option")];
  const failed = field.querySelector("[data-player-failed]");
  const state = { name: "", hls: null, from: null, turn: 0, wanted: 0, lost: 0, timer: 0, tries: 0, names: 0, open: false, begins: 0, coming: Promise.resolve(true) };

  // the list runs from the sharpest down to a film's sound alone
  const lean = () => offered.filter((option) => "lean" in option.dataset);
  const heard = (option) => player.film && option.value.startsWith("audio");
  const lightest = () => lean().filter((option) => !heard(option)).pop() || lean()[0];
  // what asks less of a line than what is played: the leanest picture, then the sound alone
  const lighter = () => {
    const now = offered.findIndex((option) => option.value === state.name);
    return [lightest(), offered.find(heard)].find((option) => option && offered.indexOf(option) > now);
  };
  const allowed = () => (choices.saving() && lean().length ? lean() : offered);
  const known = (name) => allowed().find((option) => option.value === name);

  const play = async (name = "", second = null) => {
    const turn = (state.turn += 1);
    failed.hidden = true;
    window.clearTimeout(state.timer);
    const wanted = known(name) || known(state.name) || lightest() || offered[0];
    const at = second === null ? place() : second;
    state.from = null;
    state.wanted = at;
    if (wanted && wanted.value !== state.name) state.coming = attach(wanted, at);
    if (!(await state.coming) || turn !== state.turn) return;
    if (Math.abs(media.currentTime - at) > 0.3) await arrive(at);
    try {
      await media.play();
    } catch (error) {
      // a browser that wants a gesture leaves the controls; of what has an address of its own the medium tells the rest
      if (error.name === "NotSupportedError" && media.src) return;
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

  // false where nothing can be played as yet
  const attach = async (option, at = 0) => {
    if (state.hls) state.hls.destroy();
    state.hls = null;
    state.name = option.value;
    // without a picture some browsers show nothing at all
    media.style.backgroundImage = heard(option) && media.poster ? `url("${media.poster}")` : "";
    field.toggleAttribute("data-sound-only", heard(option));
    field.dispatchEvent(new CustomEvent("chieng:quality", { detail: option.value }));
    if (media.canPlayType(HLS)) {
      media.src = option.dataset.url;
      return true;
    }
    let library = null;
    try {
      // browsers remember that a module did not arrive; by another name it is asked for anew
      library = (await import(`${field.dataset.library}#${state.names}`)).default;
    } catch {
      state.names += 1;
      fail();
      return false;
    }
    if (state.name !== option.value) return false;
    if (library.isSupported()) stream(library, option, at);
    else whole();
    return true;
  };

  // no worker: it would be made from a blob, and fragmented MP4 needs no repacking anyway
  const stream = (library, option, at) => {
    const { Events, ErrorTypes } = library;
    const maxBufferLength = "lean" in option.dataset ? AHEAD.lean : AHEAD.sharp;
    const settings = { enableWorker: false, startLevel: 0, capLevelToPlayerSize: true, maxBufferLength };
    const hls = new library({ ...settings, startPosition: at || -1 });
    let healed = -HEALING;
    let playing = false;
    Object.assign(state, { hls, open: false, begins: at });
    hls.on(Events.ERROR, (_name, error) => {
      if (!error.fatal) return;
      if (error.type === ErrorTypes.MEDIA_ERROR && performance.now() - healed > HEALING) {
        healed = performance.now();
        hls.recoverMediaError();
      } else {
        fail(error.type === ErrorTypes.NETWORK_ERROR ? "line" : "form");
      }
    });
    // a medium that is taken off and put on again, to heal it, stands still
    hls.on(Events.MEDIA_DETACHING, () => { playing = !media.paused; });
    hls.on(Events.MEDIA_ATTACHED, () => {
      state.open = true;
      if (playing) media.play().catch(() => {});
    });
    hls.loadSource(option.dataset.url);
    hls.attachMedia(media);
  };

  // the one file in the page, where a browser can't play streams
  const whole = () => {
    const file = media.querySelector("source:not([type*=mpegurl])");
    if (state.hls) state.hls.destroy();
    state.hls = null;
    media.src = file.src.replace(/#.*/, "");
  };

  // hls.js goes there by itself once it has something; sent there sooner, WebKit gives up
  const arrive = (at) => (state.hls && state.begins === at && !media.readyState ? Promise.resolve() : seek(at));

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

  // "line": the connection broke, as far as is known; "form": it came, and could not be played; "never": nor can any other
  const fail = async (why = "line") => {
    if (!state.name && offered.length) return;
    const turn = state.turn;
    state.lost = media.currentTime || state.wanted;
    const there = await reached();
    if (turn !== state.turn || !failed.hidden) return;
    if (there === "yes" && state.tries < TRIES[why]) {
      state.tries += 1;
      retry();
    } else if (there === "yes" && why !== "line" && !choices.saving() && media.src && !isWhole()) {
      whole();
      play(state.name, state.lost);
    } else {
      told(there === "no");
      if (there === "no") look(0);
    }
  };

  const isWhole = () => media.src === media.querySelector("source:not([type*=mpegurl])").src.replace(/#.*/, "");

  const told = (lost) => {
    const why = failed.querySelector("[data-player-why]");
    why.textContent = player.say(lost ? "lost" : "failed", { time: player.clock(state.lost) });
    failed.hidden = false;
    field.querySelector("[data-slow]").hidden = true;
  };

  // whether the archive can be reached: no network tells of a cable that is cut further on
  const reached = async () => {
    const option = offered.find((one) => one.value === state.name);
    if (navigator.onLine === false) return "no";
    const signal = AbortSignal.timeout ? AbortSignal.timeout(8000) : undefined;
    try {
      const answer = await fetch(option ? option.dataset.url : media.currentSrc, { cache: "no-store", signal });
      if (answer.status === 429 || answer.status >= 500) return "no";
      return answer.ok ? "yes" : "refused";
    } catch {
      return "no";
    }
  };

  const look = (times) => {
    window.clearTimeout(state.timer);
    if (times >= LOOKS) return;
    state.timer = window.setTimeout(async () => {
      const turn = state.turn;
      const there = await reached();
      if (turn !== state.turn || failed.hidden) return;
      if (there === "yes") retry();
      else look(times + 1);
    }, 1000 * GAPS[Math.min(times, GAPS.length - 1)]);
  };

  const retry = () => {
    const [name, at] = [state.name, state.lost];
    state.name = "";
    play(name, at);
  };

  media.addEventListener("error", () => {
    // MEDIA_ERR_NETWORK is 2; hls.js may heal what is its own
    const why = () => (media.error.code === 2 ? "line" : "form");
    if (!state.hls) fail(why());
    else if (!state.open) fail("never"); // WebKit opens no stream in a document without an origin
    else window.setTimeout(() => media.error && failed.hidden && fail(why()), 1500);
  });
  media.addEventListener("playing", () => { state.tries = 0; });
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
    if (paused) {
      state.coming = attach(option, at);
      state.coming.then(() => arrive(at));
    } else {
      play(name, at);
    }
  };

  return {
    play,
    seek: (second) => {
      if (state.name) seek(Math.max(0, second));
      else play("", Math.max(0, second));
    },
    change,
    allowed,
    lighter,
    remember: (second) => { state.from = second; },
    name: () => state.name,
    total: () => (Number.isFinite(media.duration) && media.duration) || Number(field.dataset.seconds) || 0,
    at: () => (state.name ? media.currentTime : state.from || 0),
  };
}
