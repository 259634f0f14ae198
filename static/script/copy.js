// Puts a citation on the clipboard; the button appears only where that is possible.

export function start(document) {
  settle(document);
  document.addEventListener("chieng:renewed", () => settle(document));
}

function settle(document) {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) {
    if (!navigator.clipboard) continue;
    const text = button.closest("section").querySelector("[data-copy-text]");
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent.trim());
      button.textContent = button.dataset.copied;
    });
  }
}
