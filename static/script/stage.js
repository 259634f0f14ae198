// The stage of a record: a thumbnail, a step of the rite or a play button brings its file forward without a new page.

export function start(document) {
  const stage = document.querySelector("[data-stage]");

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-show]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const item = stage.querySelector(`[data-media="${link.dataset.show}"]`);
    if (!item) return;
    event.preventDefault();
    show(stage, item);
    if (link.dataset.seek) ask(item, "chieng:seek", Number(link.dataset.seek));
    if ("playNow" in link.dataset) ask(item, "chieng:play");
    if (!stage.contains(link)) reveal(stage, item);
  });
}

function show(stage, item) {
  for (const other of stage.querySelectorAll("[data-media]")) {
    if (other !== item && !other.hidden) {
      for (const media of other.querySelectorAll("video, audio")) media.pause();
      other.hidden = true;
    }
  }
  item.hidden = false;
  // the picture of a film that nobody sees is not fetched
  const film = item.querySelector("video[data-poster]");
  if (film) film.poster = film.dataset.poster;
  const beside = item.querySelector("[data-beside]");
  if (beside) beside.dispatchEvent(new Event("chieng:shown"));
  for (const link of stage.querySelectorAll(".strip [data-show]")) {
    if (link.dataset.show === item.dataset.media) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  stage.querySelector("[data-stage-status]").textContent = item.querySelector(".stage__label").textContent;
}

function ask(item, wish, detail) {
  const player = item.querySelector("[data-player]");
  if (player) player.dispatchEvent(new CustomEvent(wish, { detail }));
}

// the reader has pressed something below the stage: take them to what they asked for
function reveal(stage, item) {
  stage.scrollIntoView({ block: "start" });
  const target = item.querySelector('[data-do="play"], a, button:not([hidden])');
  if (target) target.focus({ preventScroll: true });
}
