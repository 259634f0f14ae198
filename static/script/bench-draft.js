// What is typed about a file is kept on this computer until it is saved, and shown again when the page comes back.

const AT_ONCE = 300;
const OLDEST = 60 * 24 * 3600 * 1000;

export function start(document) {
  const form = document.querySelector("form[data-draft]");
  const key = `chieng:${form.dataset.draft}`;
  let timer = 0;
  const store = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), base: form.elements.base.value, fields: fields(form) }));
    } catch {
      addEventListener("beforeunload", (event) => event.preventDefault());
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(store, AT_ONCE);
  });
  form.addEventListener("submit", (event) => {
    if (/^(add|drop|up|down):/.test(event.submitter?.value ?? "")) return;
    clearTimeout(timer);
    store();
    sessionStorage.setItem("chieng:sent", key);
  });
  if (form.dataset.unsaved) store();
  else restore(form, key);
}

function fields(form) {
  return [...new FormData(form)].filter(([name, text]) => name.startsWith("m.") && typeof text === "string" && text);
}

// The server lays out the rows again: it is asked to show what was typed, and to save nothing.
function restore(form, key) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key));
    localStorage.removeItem(key);
  } catch {
    return;
  }
  if (!kept || Date.now() - kept.at > OLDEST || JSON.stringify(kept.fields) === JSON.stringify(fields(form))) return;
  const again = document.createElement("form");
  Object.assign(again, { method: "post", action: form.action, hidden: true });
  const token = form.elements.csrf_token.value;
  for (const [name, value] of [["csrf_token", token], ["do", "up:"], ["base", kept.base], ...kept.fields]) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    again.append(field);
  }
  document.body.append(again);
  again.submit();
}
