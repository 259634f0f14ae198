// A long list of values can be looked through by typing: once it is unfolded, a field stands over it.

const typed = new Map();

export function start(document) {
  const settle = () => {
    for (const field of document.querySelectorAll("[data-narrow]:not([data-ready])")) attend(field);
  };
  settle();
  document.addEventListener("chieng:renewed", settle);
}

function attend(narrow) {
  narrow.dataset.ready = "";
  const facet = narrow.closest("[data-facet]");
  const fold = facet.querySelector("details");
  const field = narrow.querySelector("input");
  const unfold = () => {
    narrow.hidden = !fold.open;
    if (!fold.open) field.value = "";
    apply(facet, narrow, field);
  };
  fold.addEventListener("toggle", unfold);
  field.addEventListener("input", () => apply(facet, narrow, field));
  // the field is for looking, not for asking: Enter would send the form
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
  field.value = typed.get(facet.dataset.facet) ?? "";
  if (fold.open) unfold();
}

function apply(facet, narrow, field) {
  const wanted = folded(field.value);
  typed.set(facet.dataset.facet, field.value);
  let left = 0;
  for (const box of facet.querySelectorAll("input[type=checkbox]")) {
    const fits = folded(box.closest("label").querySelector(".choice__label").textContent).includes(wanted);
    box.closest("li").hidden = !fits && !box.checked;
    left += fits ? 1 : 0;
  }
  // so that what is left comes right after the field, for who goes on with the Tab key
  facet.querySelector("summary").hidden = wanted !== "";
  const { one, many, none } = narrow.dataset;
  const said = left === 1 ? one : left ? many.replace("#", left) : none;
  narrow.querySelector("[role=status]").textContent = wanted ? said : "";
}

// as the archive folds: tones, case, đ and apostrophes say nothing
function folded(text) {
  const plain = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain.replace(/đ/g, "d").replace(/['’ʼ‘`-]/g, "").trim();
}
