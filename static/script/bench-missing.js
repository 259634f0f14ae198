// What publication still asks for, as it stands after each thing that was typed.

export function missing(found) {
  const section = document.querySelector("[data-missing]");
  section.classList.toggle("missing--none", !found.length);
  section.querySelector("h2").textContent = found.length ? section.dataset.some : section.dataset.none;
  section.querySelector("ul").replaceChildren(
    ...found.map((one) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.href;
      link.textContent = one.text;
      item.append(link);
      return item;
    }),
  );
}
