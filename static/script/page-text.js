// The words of a page follow the page that is seen. Without scripts they come with each page's own address.

export function start(document) {
  for (const box of document.querySelectorAll("[data-page-text]")) follow(box);
}

function follow(box) {
  const body = box.querySelector("[data-page-text-body]");
  const sheets = box.closest("[data-media]").querySelector("[data-sheets]");
  const wanted = () => sheets?.dataset.number ?? "1";

  const bring = async () => {
    const page = wanted();
    if (!box.open || body.dataset.page === page) return;
    body.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(box.dataset.pageText.replace("{n}", page));
      if (!answer.ok) throw new Error(String(answer.status));
      const words = await answer.text();
      if (page !== wanted()) return; // turned on meanwhile
      body.innerHTML = words;
      body.dataset.page = page;
    } catch {
      body.textContent = body.dataset.failedWords;
      delete body.dataset.page;
    } finally {
      body.removeAttribute("aria-busy");
    }
  };

  box.addEventListener("toggle", bring);
  if (sheets) new MutationObserver(bring).observe(sheets, { attributeFilter: ["data-number"] });
}
