// What every page does once it can run scripts. Each enhancement is a module of its own, fetched where it is needed.

const version = new URL(import.meta.url).search;
const load = (name) => import(`./${name}.js${version}`);

const enhancements = [
  ["[data-text-step]", "text-size"],
  ["[data-suggest]", "suggest"],
  ["[data-narrow]", "facet-lists"],
  ["[data-live]", "live-search"],
  ["[data-stage]", "stage"],
  ["[data-player]", "player"],
  ["[data-beside]", "beside"],
  ["[data-zoom]", "zoom"],
  ["[data-sheets]", "sheets"],
  ["[data-page-text]", "page-text"],
  ["[data-poll]", "progress"],
  ["[data-copy]", "copy"],
  ["[data-share]", "share"],
  ["[data-drag]", "drag"],
  ["[data-find]", "find"],
  ["[data-full]", "full-screen"],
  ["[data-signing]", "signing"],
];

for (const [selector, name] of enhancements) {
  if (document.querySelector(selector)) load(name).then((module) => module.start(document));
}

if (/\b(?:SMART-?TV|SmartTV|Tizen|Web0S|webOS|HbbTV|BRAVIA|GoogleTV|Android TV|CrKey|AFT\w+)\b/.test(navigator.userAgent)) {
  load("remote").then((module) => module.start(document));
}
