// Whether the archive can be reached now: asked before a form is sent, so that a lost link leaves somebody with their
// words and not before the browser's own page of failure.

const LONGEST_ASKED = 8000;

export function start(document) {
  for (const form of document.querySelectorAll("[data-reach] form[method=post]:not([data-draft], [data-autosave], [data-lines])")) {
    if (form.querySelector("textarea") && form.requestSubmit) form.addEventListener("submit", before(form));
  }
}

function before(form) {
  let [asking, going] = [false, false];
  return async (event) => {
    if (going) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const there = await reached(form);
    asking = false;
    if (!there) return stay(form);
    going = true;
    form.requestSubmit(event.submitter);
    going = false;
  };
}

// An answer that is only slow does not hold anybody up.
export async function reached(form) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), LONGEST_ASKED);
  try {
    const answer = await fetch(form.closest("[data-reach]").dataset.reach, { headers: { Accept: "application/json" }, signal: patience.signal });
    return answer.status < 500;
  } catch {
    return patience.signal.aborted;
  } finally {
    clearTimeout(timer);
  }
}

export function stay(form) {
  form.querySelector("[data-unreached]")?.remove();
  const told = document.createElement("p");
  Object.assign(told, { className: "deeds__state field__problem", textContent: form.closest("[data-reach]").dataset.stayWords });
  told.dataset.unreached = "yes";
  told.setAttribute("role", "alert");
  const bar = form.querySelector(".deeds");
  if (bar) bar.prepend(told);
  else form.append(told);
  told.scrollIntoView({ block: "nearest" });
}
