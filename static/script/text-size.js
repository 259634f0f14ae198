// A− and A+: the size of text, kept in a cookie so that the next page arrives in it and nothing jumps.

const SMALLEST = -1;
const LARGEST = 3;
const YEAR = 31536000;

export function start(document) {
  const root = document.documentElement;
  const buttons = document.querySelectorAll("[data-text-step]");

  const size = () => Number(root.dataset.text || 0);
  const show = () => {
    for (const button of buttons) {
      const limit = button.dataset.textStep > 0 ? LARGEST : SMALLEST;
      button.setAttribute("aria-disabled", String(size() === limit));
    }
  };

  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = Math.min(LARGEST, Math.max(SMALLEST, size() + Number(button.dataset.textStep)));
      root.dataset.text = String(next);
      document.cookie = `text=${next}; path=/; max-age=${YEAR}; samesite=lax`;
      show();
    });
  }
  show();
}
