// The time bar: where it plays, what is loaded, chapters as marks, small pictures of a film, the outline of a song.

const STEP = 5;

// on a television up and down lead away from it
const leads = (key) => "remote" in document.documentElement.dataset && (key === "ArrowUp" || key === "ArrowDown");

export function time(player) {
  const { field, media, source } = player;
  const find = (name) => field.querySelector(`[data-${name}]`);
  const track = find("track");
  const range = find("at");
  let dragging = false;
  let chapters = [];

  const show = () => {
    const total = source.total();
    const at = dragging ? Number(range.value) : source.at();
    range.max = String(total || 1);
    if (!dragging) range.value = String(at);
    find("now").textContent = player.clock(at);
    find("total").textContent = player.clock(total);
    const share = total ? Math.min(1, at / total) : 0;
    track.style.setProperty("--at", share);
    const chapter = current(at);
    const words = [player.say("of", { time: player.clock(at), total: player.clock(total) }), chapter && chapter.name];
    range.setAttribute("aria-valuetext", words.filter(Boolean).join(" · "));
    name(chapter);
  };
  const loaded = () => {
    const { buffered } = media;
    const total = source.total();
    let end = 0;
    for (let n = 0; n < buffered.length; n += 1) {
      if (buffered.start(n) <= media.currentTime + 0.5) end = Math.max(end, buffered.end(n));
    }
    track.style.setProperty("--loaded", total ? Math.min(1, end / total) : 0);
  };
  for (const event of ["timeupdate", "seeked", "durationchange", "loadedmetadata"]) media.addEventListener(event, show);
  media.addEventListener("progress", loaded);

  range.addEventListener("input", () => {
    dragging = true;
    show();
  });
  range.addEventListener("change", () => {
    dragging = false;
    source.seek(Number(range.value));
  });
  range.addEventListener("keydown", (event) => {
    const to = {
      ArrowRight: () => source.at() + STEP,
      ArrowUp: () => source.at() + STEP,
      ArrowLeft: () => source.at() - STEP,
      ArrowDown: () => source.at() - STEP,
      PageUp: () => source.at() + 60,
      PageDown: () => source.at() - 60,
      Home: () => 0,
      End: () => source.total() - 1,
    }[event.key];
    if (!to || event.ctrlKey || event.metaKey || event.altKey || leads(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    source.seek(Math.min(source.total(), Math.max(0, to())));
    show();
  });

  // chapters are told by the list beside the player
  const current = (at) => chapters.reduce((found, one) => (one.second <= at + 0.05 ? one : found), null);
  let named = null;
  const name = (chapter) => {
    if (chapter === named) return;
    named = chapter;
    const words = find("chapter");
    words.textContent = chapter ? chapter.name : "";
    words.lang = chapter ? chapter.lang : "";
    if (chapter && !media.paused) player.bar.tell(player.say("chapter", { name: chapter.name }));
    for (const one of chapters) {
      if (one === chapter) one.link.setAttribute("aria-current", "true");
      else one.link.removeAttribute("aria-current");
    }
  };
  field.addEventListener("chieng:chapters", (event) => {
    for (const mark of track.querySelectorAll(".track__mark")) mark.remove();
    chapters = event.detail;
    const total = source.total();
    for (const { second } of total ? chapters : []) {
      if (second <= 0 || second >= total) continue;
      const mark = document.createElement("span");
      mark.className = "track__mark";
      mark.style.setProperty("--mark", second / total);
      track.querySelector(".track__line").append(mark);
    }
    named = undefined;
    show();
  });

  if (field.dataset.waveform) outline(field, track);
  if (field.dataset.sprites) peek(player, track, () => chapters);
  show();
  return { show };
}

function outline(field, track) {
  const letters = [...field.dataset.waveform];
  const shape = letters
    .map((letter, n) => {
      const high = Math.max(0.02, parseInt(letter, 36) / 35) * 46;
      return `M${n + 0.2} ${50 - high}h.6v${2 * high}h-.6z`;
    })
    .join("");
  const space = "http://www.w3.org/2000/svg";
  for (const part of ["all", "done"]) {
    const picture = document.createElementNS(space, "svg");
    picture.setAttribute("viewBox", `0 0 ${letters.length} 100`);
    picture.setAttribute("preserveAspectRatio", "none");
    picture.setAttribute("aria-hidden", "true");
    picture.setAttribute("class", `wave wave--${part}`);
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", shape);
    picture.append(path);
    track.querySelector(".track__line").before(picture);
  }
  track.classList.add("track--wave");
}

// Small pictures are fetched when somebody looks for a place, and never where data is saved.
function peek(player, track, chapters) {
  const box = track.querySelector("[data-peek]");
  const small = track.querySelector("[data-small]");
  const words = track.querySelector("[data-peek-words]");
  let cues = null;
  let looked = 0;
  const fetchCues = async () => {
    cues = [];
    const address = new URL(player.field.dataset.sprites, document.baseURI);
    try {
      const answer = await fetch(address);
      if (answer.ok) cues = read(await answer.text(), address);
      if (!box.hidden) show(looked); // who holds still while they come sees one too
    } catch {
      cues = null;
    }
  };
  const show = (share) => {
    looked = share;
    const second = share * player.source.total();
    const chapter = chapters().reduce((found, one) => (one.second <= second ? one : found), null);
    words.textContent = [player.clock(second), chapter && chapter.name].filter(Boolean).join(" · ");
    const cue = !player.choices.saving() && (cues || []).find((one) => second < one.end);
    small.hidden = !cue;
    if (cue) {
      Object.assign(small.style, {
        width: `${cue.w}px`,
        height: `${cue.h}px`,
        backgroundImage: `url("${cue.url}")`,
        backgroundPosition: `-${cue.x}px -${cue.y}px`,
      });
    }
    track.style.setProperty("--peek", share);
    box.hidden = false;
  };
  track.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" && !event.buttons) return;
    if (!cues && !player.choices.saving()) fetchCues();
    const place = track.getBoundingClientRect();
    show(Math.min(1, Math.max(0, (event.clientX - place.left) / place.width)));
  });
  for (const event of ["pointerleave", "pointercancel"]) track.addEventListener(event, () => { box.hidden = true; });
}

function read(text, address) {
  const found = text.matchAll(/--> (?:(\d+):)?(\d\d):(\d\d\.\d{3})[^\n]*\n([^\n#]+)#xywh=(\d+),(\d+),(\d+),(\d+)/g);
  return [...found].map(([, hours, minutes, seconds, file, x, y, w, h]) => ({
    end: Number(hours || 0) * 3600 + Number(minutes) * 60 + Number(seconds),
    url: new URL(file, address).href,
    x, y, w, h,
  }));
}
