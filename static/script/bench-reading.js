// From line to line by keyboard: Enter says that a line is right and goes on, arrows go up and down, Ctrl+S saves.

export function start(document) {
  const form = document.querySelector("[data-reading]");
  const lines = [...form.querySelectorAll("[data-line]")];
  const field = (line) => line?.querySelector('input:not([type="checkbox"])');
  const boxes = new Map([...document.querySelectorAll("[data-line-box]")].map((box) => [box.dataset.lineBox, box]));

  const go = (line) => {
    const next = field(line) ?? form.querySelector("[data-save]");
    next.focus();
    next.scrollIntoView({ block: "center", behavior: "auto" });
  };

  form.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line || event.isComposing || event.target !== field(line)) return;
    const at = lines.indexOf(line);
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (event.key === "Enter") {
      line.querySelector('input[type="checkbox"]').checked = true;
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (at + step >= 0) go(lines[at + step]);
  });

  // What is seen of a long line's picture goes along with the cursor in its words.
  const follow = () => {
    const typed = document.activeElement;
    const line = typed?.closest?.("[data-line]");
    const frame = line?.querySelector("[data-window]");
    if (!frame || typed !== field(line)) return;
    const share = typed.value.length ? typed.selectionStart / typed.value.length : 0;
    frame.scrollLeft = share * (frame.scrollWidth - frame.clientWidth);
  };
  document.addEventListener("selectionchange", follow);
  form.addEventListener("input", follow);

  form.addEventListener("focusin", (event) => {
    const now = event.target.closest("[data-line]")?.dataset.line;
    for (const [line, box] of boxes) box.toggleAttribute("data-now", line === now);
  });

  addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[value="save"]:not(.unseen)'));
  });
  form.dataset.listening = "yes";
}
