// Shares the place that is shown: this step of the rite, this corner of the cloth. Two links are made of it: the page
// that opens there, and a IIIF content state, which other viewers read too.

export function start(document) {
  offer(document, () => onStage(document));
}

// `look` tells what is shown now: {manifest, canvas, region: [x, y, width, height] or null, second}.
export function offer(document, look) {
  for (const sheet of document.querySelectorAll("[data-share]")) {
    const fill = () => tell(sheet, look());
    sheet.addEventListener("toggle", () => { if (sheet.open) fill(); });
    const again = sheet.querySelector("[data-share-again]");
    again.hidden = false;
    again.addEventListener("click", fill);
  }
}

function tell(sheet, place) {
  if (!place) return;
  const words = sheet.querySelector("[data-share-what]");
  words.textContent = what(words.dataset, place);
  sheet.querySelector("[data-share-page]").textContent = page(sheet.dataset.share, place);
  sheet.querySelector("[data-share-state]").textContent = `${sheet.dataset.viewer}?iiif-content=${state(place)}`;
  for (const button of sheet.querySelectorAll("[data-copy]")) button.textContent = button.dataset.label;
}

function what(words, place) {
  if (place.second) return words.moment.replace("{time}", clock(place.second));
  return place.region ? words.corner : words.whole;
}

function clock(second) {
  const [hours, minutes, rest] = [Math.floor(second / 3600), Math.floor(second / 60) % 60, Math.floor(second) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

// The page of the record that the canvas is in; its address is that of the sheet with the record's name in it.
function page(pattern, { canvas, region, second }) {
  const [, record, media, number] = canvas.match(/\/records\/([^/]+)\/canvas\/([^/~]+)(?:~(\d+))?$/) || [];
  const asked = new URLSearchParams({ media });
  if (number) asked.set("sheet", number);
  if (second) asked.set("t", Math.floor(second));
  if (region) asked.set("xywh", region.join(","));
  return `${pattern.replace("{record}", record)}?${String(asked).replaceAll("%2C", ",")}#stage`;
}

// Content State 1.0, section 6: encodeURIComponent, base64url, no padding.
export function encode(plain) {
  return btoa(encodeURIComponent(plain)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function state({ manifest, canvas, region, second }) {
  const parts = [];
  if (region) parts.push(`xywh=${region.join(",")}`);
  if (second) parts.push(`t=${Math.round(second * 1000) / 1000}`);
  const id = parts.length ? `${canvas}#${parts.join("&")}` : canvas;
  return encode(JSON.stringify({ id, type: "Canvas", partOf: [{ id: manifest, type: "Manifest" }] }));
}

// On the stage of a record: its file, and of that the second it is at, or the corner that is zoomed into.
function onStage(document) {
  const item = document.querySelector("[data-media]:not([hidden])");
  const sheet = document.querySelector("[data-share]");
  if (!item || !sheet) return null;
  const manifest = sheet.dataset.manifest;
  const pages = item.querySelector("[data-sheets]");
  const name = pages ? `${item.dataset.media}~${pages.dataset.number}` : item.dataset.media;
  const player = item.querySelector("video, audio");
  const deep = item.querySelector("[data-deep]:not([hidden])");
  const region = deep && deep.closest("[data-zoom]").dataset.region;
  return {
    manifest,
    canvas: manifest.replace(/manifest$/, `canvas/${name}`),
    region: region ? region.split(",").map(Number) : null,
    second: player ? player.currentTime : 0,
  };
}
