// Pages of a document: the next one comes into the same frame. Without scripts each page has an address of its own.

export function start(document) {
  for (const field of document.querySelectorAll("[data-sheets]")) enhance(field);
}

function enhance(field) {
  const image = field.querySelector("[data-sheet]");
  const words = field.querySelector("[data-sheet-words]");
  const count = Number(field.dataset.count);
  const numbers = new Intl.NumberFormat(document.documentElement.lang);

  const turn = (step) => {
    const number = Math.min(count, Math.max(1, Number(field.dataset.number) + step));
    if (number === Number(field.dataset.number)) return;
    field.dataset.number = String(number);
    image.src = field.dataset.sheets.replace("{n}", String(number));
    const zoom = field.querySelector("[data-zoom]");
    zoom.dataset.zoom = field.dataset.sheetsInfo.replace("{n}", String(number));
    zoom.querySelector("[data-zoom-open]").href = image.src;
    zoom.querySelector("[data-deep]").hidden = true;
    zoom.querySelector("[data-zoom-open]").style.visibility = "";
    image.alt = words.textContent = words.dataset.sheetWords.replace("{n}", numbers.format(number));
    for (const link of field.querySelectorAll("[data-sheet-step]")) {
      const end = Number(link.dataset.sheetStep) > 0 ? count : 1;
      link.setAttribute("aria-disabled", String(number === end));
    }
  };

  for (const link of field.querySelectorAll("[data-sheet-step]")) {
    if (!link.hasAttribute("href")) link.setAttribute("href", "#stage");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      turn(Number(link.dataset.sheetStep));
    });
  }
}
