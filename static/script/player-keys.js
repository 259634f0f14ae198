// Keys while the focus is in a player, and never in a field where one types or on something that answers to the key itself.

const FIELDS = "input:not([type=range]), textarea, select, [contenteditable]";
const PRESSED = "button, a, summary, input";

export function keys(player, sheet) {
  const { field, media, source, bar } = player;
  field.setAttribute("role", "region");
  field.setAttribute("aria-label", media.getAttribute("aria-label"));
  if (player.film) media.tabIndex = 0;

  const tenths = (digit) => () => source.seek((source.total() * digit) / 10);
  const louder = (step) => () => {
    media.volume = Math.min(1, Math.max(0, media.volume + step));
    media.muted = false;
  };
  const deeds = {
    " ": bar.deeds.play,
    k: bar.deeds.play,
    j: bar.deeds.back,
    l: bar.deeds.forth,
    m: bar.deeds.mute,
    f: bar.deeds.full,
    c: () => player.film && media.textTracks.length && bar.deeds.captions(),
    "<": () => bar.faster(-1),
    ">": () => bar.faster(1),
    "?": () => sheet.showModal(),
    ArrowLeft: () => source.seek(source.at() - 5),
    ArrowRight: () => source.seek(source.at() + 5),
    ArrowUp: louder(0.1),
    ArrowDown: louder(-0.1),
  };
  for (let digit = 0; digit < 10; digit += 1) deeds[digit] = tenths(digit);

  field.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const deed = deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const target = event.target;
    if (!deed || target.matches(FIELDS)) return;
    if (event.key === " " && target.matches(PRESSED)) return;
    // on a button the arrows belong to the reader: they scroll, or lead to the next button
    if (event.key.startsWith("Arrow") && target !== media) return;
    if (/Up|Down/.test(event.key) && "remote" in document.documentElement.dataset) return;
    event.preventDefault();
    deed();
  });
}
