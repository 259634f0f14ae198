// The page of the token service in a frame: one message, to the origin that was asked for (Authorization Flow 2.0, 4.3).

const { origin, said } = document.body.dataset;
if (window.parent !== window) window.parent.postMessage(JSON.parse(said), origin);
