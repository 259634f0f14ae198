// Words of the record as one types, in the browser's own list: by keyboard and for screen readers as it does them all.

const PAUSE = 200;

export function start(document) {
  for (const form of document.querySelectorAll("[data-find]")) {
    const field = form.querySelector("input");
    const list = form.querySelector("datalist");
    let waiting = 0;
    let asked = "";
    const offer = () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        const typed = field.value.trim();
        if (typed.length < 2 || typed === asked) return;
        asked = typed;
        const terms = await complete(form.dataset.find, typed);
        if (field.value.trim() === typed) list.replaceChildren(...terms.map((term) => option(document, term, typed)));
      }, PAUSE);
    };
    field.addEventListener("input", offer);
    if (field === document.activeElement) offer(); // somebody typed before a weak link had brought this script
  }
}

// What does not answer offers nothing: the question can be asked all the same.
async function complete(address, typed) {
  try {
    const answer = await fetch(`${address}?${new URLSearchParams({ q: typed })}`);
    return answer.ok ? (await answer.json()).items.slice(0, 8) : [];
  } catch {
    return [];
  }
}

// Browsers show what has the typed letters in it: typed without tones, a word with tones is found by its label.
function option(document, term, typed) {
  const made = document.createElement("option");
  made.value = term.value;
  if (fold(typed) === typed.toLowerCase()) made.label = fold(term.value);
  return made;
}

function fold(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("đ", "d");
}
