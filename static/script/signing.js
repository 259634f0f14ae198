// In a frame on another site: a window to sign in, and then the same page at an address that opens for a while. No cookie
// of ours comes into such a frame. The window answers pages of its own origin alone, so where a sandbox has taken ours
// away it can't: there the record's own page opens instead.

export function start(root) {
  for (const button of root.querySelectorAll("[data-signing]")) {
    button.hidden = false;
    button.addEventListener("click", () => ask(button.dataset));
  }
}

function ask({ signing, page }) {
  if (window.origin === "null") {
    window.open(page, "_blank", "noopener");
    return;
  }
  const opened = window.open(signing, "_blank", "popup,width=480,height=640");
  window.addEventListener("message", (event) => {
    if (event.source !== opened || event.origin !== window.origin || !event.data.location) return;
    const place = new URL(event.data.location, window.origin);
    if (place.origin === window.origin && place.pathname.startsWith("/pass/")) window.location.replace(place);
  });
}
