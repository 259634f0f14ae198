// The list of files: moved, taken out and put back without leaving the page; followed while files are being prepared.

const EVERY = 3000;
const SLOWEST = 15000;

export function start(document) {
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-files]")) arrange(event);
  });
  document.addEventListener("chieng:files", () => refresh(document));
  follow(document, EVERY);
}

async function arrange(event) {
  const [form, button] = [event.target, event.submitter];
  if (!button) return;
  event.preventDefault();
  const body = new URLSearchParams([
    ["csrf_token", document.querySelector("form.describe").elements.csrf_token.value],
    ["do", button.value],
  ]);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { told, html } = await answer.json();
    show(html);
    const again = document.querySelector(`#files-list [value="${CSS.escape(button.value)}"]:not(:disabled)`);
    const near = document.querySelector(`#files-list [data-media="${button.value.split(":")[1]}"] button:not(:disabled), #files-list button:not(:disabled), #files`);
    (again ?? near)?.focus();
    announce(told);
    follow(document, EVERY);
  } catch {
    HTMLFormElement.prototype.submit.call(withDeed(form, button));
  }
}

function withDeed(form, button) {
  const deed = document.createElement("input");
  Object.assign(deed, { type: "hidden", name: "do", value: button.value });
  form.append(deed);
  return form;
}

// A line that has not changed stays the element it is: focus and pictures stay with it.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("files-list");
  const old = document.getElementById("files-list");
  if (!fresh || !old) return;
  const open = old.querySelector("details")?.open;
  const lines = new Map([...old.querySelectorAll("[data-media]")].map((line) => [line.dataset.media, line]));
  for (const line of fresh.querySelectorAll("[data-media]")) {
    const before = lines.get(line.dataset.media);
    if (before && before.innerHTML === line.innerHTML) line.replaceWith(before);
    else if (before && before.dataset.state !== line.dataset.state) tell(line);
  }
  if (open) fresh.querySelector("details")?.setAttribute("open", "");
  old.replaceChildren(...fresh.childNodes);
}

function tell(line) {
  const state = line.querySelector(".file__state")?.textContent;
  if (line.dataset.state === "ready" || line.dataset.state === "failed") announce(`${line.dataset.name}: ${state}`);
}

function announce(words) {
  const status = document.querySelector("[data-told]");
  if (status) status.textContent = words;
}

let timer = 0;

async function refresh(document) {
  const form = document.querySelector("[data-files]");
  const focused = document.activeElement?.closest("#files-list") ? document.activeElement.value : "";
  try {
    const answer = await fetch(form.dataset.files, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (answer.ok) show(await answer.text());
  } catch {
    // the next time will do
  }
  if (focused && !document.activeElement?.closest("#files-list")) {
    document.querySelector(`#files-list [value="${CSS.escape(focused)}"]`)?.focus();
  }
  follow(document, EVERY);
}

function follow(document, pause) {
  clearTimeout(timer);
  const waiting = document.querySelector('#files-list [data-state="received"], #files-list [data-state="queued"], #files-list [data-state="working"]');
  if (!waiting) return;
  timer = setTimeout(async () => {
    if (!document.hidden) await refresh(document);
    follow(document, Math.min(SLOWEST, pause * 1.25));
  }, pause);
}
