// What stands beside a film or a song: chapters and lines that lead to their place, the line being said, finding, copying,
// other languages. Without scripts all of it is text with links.

const version = new URL(import.meta.url).search;

export function start(document) {
  for (const box of document.querySelectorAll("[data-beside]")) stand(box);
}

function stand(box) {
  const item = box.closest("[data-media]");
  const field = item.querySelector("[data-player]");
  const media = field.querySelector("video, audio");
  const go = (second) => field.dispatchEvent(new CustomEvent("chieng:seek", { detail: second }));

  const chapters = () => {
    const links = [...box.querySelectorAll("[data-second]")];
    const detail = links.map((link) => {
      const name = link.querySelector("[data-name]");
      return { link, second: Number(link.dataset.second), name: name.textContent, lang: name.lang };
    });
    field.dispatchEvent(new CustomEvent("chieng:chapters", { detail }));
    const button = field.querySelector('[data-do="words"]');
    if (button && field.closest(".embed")) button.hidden = false; // elsewhere the words stand open
  };
  const settle = async () => {
    chapters();
    const section = box.querySelector("[data-transcript]");
    if (!section || "settled" in section.dataset) return;
    section.dataset.settled = "";
    const { transcript } = await import(`./transcript.js${version}`);
    transcript(section, media, go);
  };
  // of the file that is seen first it came with the page
  const bring = async (address) => {
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      box.innerHTML = await answer.text();
      box.removeAttribute("data-empty");
    } finally {
      box.removeAttribute("aria-busy");
    }
    await settle();
  };

  box.addEventListener("chieng:players", chapters);
  box.addEventListener("chieng:shown", () => {
    if ("empty" in box.dataset) bring(box.dataset.beside).catch(() => {});
  });
  box.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    const chapter = event.target.closest("[data-second]");
    const language = event.target.closest("[data-words]");
    if (chapter) {
      event.preventDefault();
      go(Number(chapter.dataset.second));
    } else if (language) {
      event.preventDefault();
      const address = `${box.dataset.beside}&words=${encodeURIComponent(language.dataset.words)}`;
      bring(address).then(
        () => box.querySelector("[data-words][aria-current]").focus({ preventScroll: true }),
        () => { window.location.href = language.href; },
      );
    }
  });
  settle();
}
