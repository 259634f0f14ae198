// The last page of the window in which somebody signed in: it tells a frame of ours where to go on, and closes itself.
//
// The message is for pages of this origin: whoever else opened the window gets nothing.

const place = document.querySelector("[data-close]");
const said = place && place.dataset.said ? JSON.parse(place.dataset.said) : null;

if (said && window.opener) window.opener.postMessage(said, window.location.origin);
if (place && !(said && said.refused)) window.close();
