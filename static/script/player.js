// Films and songs: their own bar of controls in place of the browser's, qualities by HLS, words beside them. Everything
// is fetched in modules of its own; where one of them does not arrive the browser's controls stay.

const version = new URL(import.meta.url).search;
const load = (name) => import(`./player-${name}.js${version}`);

export async function start(document) {
  const made = document.querySelector("template[data-bar]");
  if (!made) return;
  const modules = await Promise.all(["choices", "source", "bar", "time", "keys"].map(load));
  const [{ choices }, { source }, { bar }, { time }, { keys }] = modules;
  const words = JSON.parse(made.dataset.words);
  for (const field of document.querySelectorAll("[data-player]")) {
    const media = field.querySelector("video, audio");
    const player = { field, media, words, choices, film: field.dataset.kind === "video" };
    player.clock = clock;
    player.say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
    player.source = source(player);
    field.querySelector("[data-plays]").before(made.content.cloneNode(true));
    player.bar = bar(player);
    player.time = time(player);
    keys(player, document.querySelector("[data-keys]"));
    media.removeAttribute("controls");
    buttons(player);
    field.dataset.ready = "";
    const second = Number(field.dataset.begin || 0);
    if (second) player.source.remember(second);
  }
  for (const beside of document.querySelectorAll("[data-beside]")) beside.dispatchEvent(new Event("chieng:players"));
}

// what is pressed before the first play; afterwards the bar has all of it
function buttons(player) {
  const { field, media, source, choices } = player;
  const all = [...field.querySelectorAll("[data-play]")];
  if (!all.length) field.dataset.started = ""; // only the one file of the page: the bar plays it
  const saver = field.querySelector("[data-saver]");
  const settle = () => {
    for (const button of all) button.hidden = choices.saving() && !("lean" in button.dataset);
    if (saver) saver.querySelector("input").checked = choices.saving();
  };
  for (const button of all) {
    button.addEventListener("click", () => {
      field.dataset.started = "";
      source.play(button.dataset.play);
      field.querySelector('[data-do="play"]').focus({ preventScroll: true });
    });
  }
  if (saver) {
    saver.hidden = false;
    saver.addEventListener("change", (event) => choices.save(event.target.checked));
  }
  const plain = field.querySelector("[data-plain]");
  if (plain && all.length) plain.hidden = true;
  choices.watch(settle);
  settle();
  media.addEventListener("play", () => { field.dataset.started = ""; });
  field.addEventListener("chieng:play", () => source.play());
  field.addEventListener("chieng:seek", (event) => source.play("", event.detail));
}

// 12:31 or 1:02:07, as the server writes it
function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
