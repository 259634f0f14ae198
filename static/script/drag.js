// The IIIF logo carries the address of the manifest to wherever it is dropped: as plain text too, for viewers that do
// not take addresses apart. The pattern of its own link, "?manifest=", the browser carries by itself.

export function start(document) {
  document.addEventListener("dragstart", (event) => {
    const logo = event.target.closest && event.target.closest("[data-drag]");
    if (logo) event.dataTransfer.setData("text/plain", logo.dataset.drag);
  });
}
