// The buttons and settings of a player, and what it tells: loading, a slow line, where it goes on.

const SLOW = 6000;
const OFFER = 15000;
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

export function bar(player) {
  const { field, media, source, choices, words } = player;
  const find = (name) => field.querySelector(`[data-${name}]`);
  const button = (deed) => field.querySelector(`[data-do="${deed}"]`);
  const told = find("told");
  const tell = (sentence) => { told.textContent = sentence; };
  const label = (deed, sentence) => {
    button(deed).setAttribute("aria-label", sentence);
    button(deed).title = sentence;
  };

  const shapes = { play: button("play").querySelector("path").getAttribute("d"), pause: "M6 5h4v14H6zm8 0h4v14h-4z" };
  const playing = () => {
    const name = media.paused ? "play" : "pause";
    label("play", words[name]);
    button("play").querySelector("path").setAttribute("d", shapes[name]);
    field.toggleAttribute("data-playing", !media.paused);
  };
  for (const event of ["play", "pause", "ended", "emptied"]) media.addEventListener(event, playing);

  const loud = () => {
    label("mute", media.muted || !media.volume ? words.unmute : words.mute);
    button("mute").toggleAttribute("data-off", media.muted || !media.volume);
  };
  media.addEventListener("volumechange", () => {
    loud();
    choices.set("volume", media.volume);
  });
  media.volume = choices.get("volume", 1);

  captions();
  speeds();
  qualities();
  waiting();
  screen();
  if (navigator.clipboard === undefined) button("link").hidden = true;

  const deeds = {
    play: () => (media.paused ? source.play() : media.pause()),
    back: () => source.seek(source.at() - 10),
    forth: () => source.seek(source.at() + 10),
    mute: () => { media.muted = !media.muted; },
    captions: () => showCaptions(shown() ? "off" : remembered() === "off" ? own() : remembered()),
    settings: () => open(find("settings").hidden),
    full,
    small,
    help: () => document.querySelector("[data-keys]").showModal(),
    link: copy,
    lighter: () => {
      find("slow").hidden = true;
      const lighter = source.lighter();
      choices.save(true);
      if (lighter) source.change(lighter.value);
    },
    words: () => {
      const item = field.closest("[data-media]");
      const open = item.toggleAttribute("data-words-open");
      button("words").setAttribute("aria-expanded", String(open));
    },
  };
  field.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (pressed) deeds[pressed.dataset.do]();
  });
  if (player.film) media.addEventListener("click", () => deeds.play());

  function open(wanted) {
    find("settings").hidden = !wanted;
    button("settings").setAttribute("aria-expanded", String(wanted));
    if (wanted) find("settings").querySelector("select, input").focus({ preventScroll: true });
  }
  button("settings").setAttribute("aria-expanded", "false");
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !find("settings").hidden && !document.fullscreenElement) {
      open(false);
      button("settings").focus({ preventScroll: true });
    }
  });

  // a track marked default would be fetched with the page, for every film on it
  function captions() {
    const list = find("captions");
    if (!player.film || !media.textTracks.length) {
      find("with-captions").hidden = true;
      button("captions").hidden = true;
      return;
    }
    list.append(new Option(words.none, "off"), ...[...media.textTracks].map((track) => new Option(track.label, track.language)));
    list.value = remembered();
    list.addEventListener("change", () => showCaptions(list.value));
    tellCaptions(remembered());
    media.addEventListener("play", () => apply(remembered()));
  }
  function own() {
    return media.textTracks[0] ? media.textTracks[0].language : "off";
  }
  function remembered() {
    const kept = choices.get("captions", own());
    const known = [...media.textTracks].some((track) => track.language === kept);
    return kept === "off" || known ? kept : own();
  }
  function shown() {
    return [...media.textTracks].some((track) => track.mode === "showing");
  }
  function apply(language) {
    for (const track of media.textTracks) {
      const mode = track.language === language && ["captions", "subtitles"].includes(track.kind) ? "showing" : "disabled";
      if (track.mode !== mode) track.mode = mode;
    }
  }
  function showCaptions(language) {
    choices.set("captions", language);
    apply(language);
    find("captions").value = language;
    tellCaptions(language);
    tell(language === "off" ? words.captions_hidden : words.captions_shown);
  }

  // the name says what pressing does; what holds is said by the line under the button
  function tellCaptions(language) {
    button("captions").toggleAttribute("data-on", language !== "off");
    label("captions", language === "off" ? words.captions_on : words.captions_off);
  }

  function speeds() {
    const list = find("speed");
    list.addEventListener("change", () => speed(Number(list.value)));
    speed(choices.get("speed", 1), false);
  }
  function speed(wanted, aloud = true) {
    const rate = SPEEDS.includes(wanted) ? wanted : 1;
    const shown = `${new Intl.NumberFormat(document.documentElement.lang).format(rate)}×`;
    // a new source would set it back to its default
    media.defaultPlaybackRate = media.playbackRate = rate;
    find("speed").value = String(rate);
    find("speed-now").textContent = rate === 1 ? "" : shown;
    choices.set("speed", rate);
    if (aloud) tell(player.say("speed", { speed: shown }));
  }
  function faster(step) {
    const at = SPEEDS.indexOf(media.defaultPlaybackRate) + step;
    speed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at))]);
  }

  function qualities() {
    const list = find("quality");
    const check = find("save");
    const many = field.querySelector("[data-qualities]").content.children.length > 1;
    list.closest("label").hidden = !many;
    find("with-saver").hidden = !many;
    const settle = () => {
      list.textContent = ""; // browsers of older televisions have no replaceChildren
      list.append(...source.allowed().map((option) => option.cloneNode(true)));
      if (source.name()) list.value = source.name();
      check.checked = choices.saving();
    };
    choices.watch(settle);
    settle();
    list.addEventListener("change", () => source.change(list.value));
    check.addEventListener("change", () => choices.save(check.checked));
    field.addEventListener("chieng:quality", (event) => { list.value = event.detail; });
  }

  function slow() {
    if (media.paused || !field.querySelector("[data-player-failed]").hidden) return;
    const lighter = source.lighter();
    const said = lighter ? words.slow : words.waiting;
    button("lighter").hidden = !lighter;
    if (lighter) button("lighter").textContent = player.film && lighter.value.startsWith("audio") ? words.heard : words.lightest;
    find("slow-words").textContent = said;
    find("slow").hidden = false;
    tell(said);
  }

  function waiting() {
    let timer = 0;
    const over = () => {
      window.clearTimeout(timer);
      field.removeAttribute("data-waiting");
    };
    media.addEventListener("waiting", () => {
      field.dataset.waiting = "";
      window.clearTimeout(timer);
      timer = window.setTimeout(slow, SLOW);
    });
    // an offer stays a while; that one has to wait is told no longer than it is so
    let offer = 0;
    media.addEventListener("waiting", () => window.clearTimeout(offer));
    media.addEventListener("playing", () => {
      window.clearTimeout(offer);
      offer = window.setTimeout(() => { find("slow").hidden = true; }, button("lighter").hidden ? 0 : OFFER);
    });
    for (const event of ["playing", "pause", "seeked", "error"]) media.addEventListener(event, over);
    field.addEventListener("chieng:resumed", (event) => tell(player.say("resumed", { time: player.clock(event.detail) })));
  }

  async function copy() {
    const address = new URL(field.dataset.link, document.baseURI);
    address.searchParams.set("t", String(Math.floor(source.at())));
    await navigator.clipboard.writeText(address.href);
    tell(words.copied);
    button("link").textContent = words.copied;
  }

  function screen() {
    const whole = field.closest("[data-full]");
    button("full").hidden = !player.film || Boolean(whole) || !(document.fullscreenEnabled || media.webkitEnterFullscreen);
    button("small").hidden = !player.film || !document.pictureInPictureEnabled;
    let timer = 0;
    const awake = () => {
      field.removeAttribute("data-idle");
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        // on a television the focus is always somewhere; there the next key brings the bar back
        const held = !("remote" in document.documentElement.dataset) && field.querySelector(".bar :focus-visible");
        const busy = held || !find("settings").hidden;
        if (document.fullscreenElement === field && !media.paused && !busy) field.dataset.idle = "";
      }, 3000);
    };
    for (const event of ["pointermove", "pointerdown", "keydown", "focusin"]) field.addEventListener(event, awake);
    document.addEventListener("fullscreenchange", awake);
  }
  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (button("full").hidden) return;
    else if (field.requestFullscreen) field.requestFullscreen();
    else media.webkitEnterFullscreen();
  }
  async function small() {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await media.requestPictureInPicture();
    } catch {
      // before the first play there is no picture to lift out
    }
  }

  playing();
  loud();
  return { deeds, faster, tell };
}
