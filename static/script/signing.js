// In a frame on another site: a window to sign in, and then the same page at an address that opens for a while. The
// frame has no cookie and no origin there; it hands the window a port, again and again until the last page of it answers.

const PAUSE = 400;

export function start(root) {
  for (const button of root.querySelectorAll("[data-signing]")) {
    button.hidden = false;
    button.addEventListener("click", () => open(button));
  }
}

function open(button) {
  const address = new URL(button.dataset.signing, document.baseURI);
  const opened = window.open(address, "_blank", "popup,width=480,height=640");
  if (!opened) return;
  const timer = window.setInterval(() => {
    if (opened.closed) {
      window.clearInterval(timer);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      window.clearInterval(timer);
      if (data.location) goOn(address.origin, data.location);
    };
    opened.postMessage("chieng", address.origin, [port2]);
  }, PAUSE);
}

function goOn(origin, path) {
  const place = new URL(path, origin);
  if (place.origin === origin && place.pathname.startsWith("/pass/")) window.location.replace(place);
}
