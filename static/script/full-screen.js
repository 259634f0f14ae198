// An embedded page fills the screen with all that it says, whose it is included. A film alone would leave that behind, so
// its own button for it goes where this one is there.

export function start(document) {
  const button = document.querySelector("[data-full-open]");
  const whole = document.querySelector("[data-full]");
  if (!button || !document.fullscreenEnabled) return;
  const open = button.textContent;
  button.hidden = false;
  for (const film of document.querySelectorAll("video")) {
    if (film.controlsList) film.controlsList.add("nofullscreen");
  }
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else whole.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    button.textContent = document.fullscreenElement ? button.dataset.leave : open;
  });
}
