// Puts a citation on the clipboard; the button appears only where that is possible.

export function start(document) {
  for (const button of document.querySelectorAll("[data-copy]")) {
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
