// The last page of the window in which somebody signed in: it tells a frame of ours where to go on, and closes itself.
//
// Such a frame mostly has no origin that a message could be addressed to, so it hands over a port first. Who opened this
// window was one of our own pages: the archive saw where it was led here from. A site gets nothing from here.

const place = document.querySelector("[data-close]");
const said = place && place.dataset.said ? JSON.parse(place.dataset.said) : null;

function answer(event) {
  const port = event.ports[0];
  if (event.source !== window.opener || ![location.origin, "null"].includes(event.origin) || !port) return;
  window.removeEventListener("message", answer);
  port.postMessage(said);
  if (said.location) window.setTimeout(() => window.close(), 50);
}

if (said && window.opener) window.addEventListener("message", answer);
else if (place) window.close();
