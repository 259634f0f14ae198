// Media still being made: how far they are, asked of the API while the page is open, said aloud when one is ready.

const EVERY = 3000;
const SLOWEST = 30000;

export function start(document) {
  const stage = document.querySelector("[data-poll]");
  const waiting = new Map();
  for (const field of stage.querySelectorAll("[data-working]")) waiting.set(field.dataset.working, field);
  const status = stage.querySelector("[data-stage-status]");
  let pause = EVERY;

  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(stage.dataset.poll, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        tell(await answer.json());
        pause = EVERY;
      } catch {
        pause = Math.min(SLOWEST, pause * 2);
      }
    }
    if (waiting.size) window.setTimeout(ask, pause);
  };

  const tell = (record) => {
    for (const media of record.media) {
      const field = waiting.get(media.id);
      if (!field) continue;
      if (media.state === "ready" || media.state === "failed") {
        finish(field);
        waiting.delete(media.id);
      } else {
        show(field, media);
      }
    }
  };

  const finish = (field) => {
    const words = field.querySelector("[data-progress-words]");
    const bar = field.querySelector("progress");
    bar.value = 100;
    status.textContent = words.textContent = words.dataset.readyWords;
    field.querySelector("[data-see]").textContent = words.dataset.readySee;
  };

  if (waiting.size) window.setTimeout(ask, EVERY);
}

function show(field, media) {
  const words = field.querySelector("[data-progress-words]");
  const bar = field.querySelector("progress");
  const progress = media.progress || {};
  if (!progress.total) {
    bar.removeAttribute("value");
    words.textContent = media.state === "working" ? words.dataset.workingWords : words.dataset.waitingWords;
    return;
  }
  const percent = Math.min(99, Math.floor((progress.done * 100) / progress.total));
  bar.value = percent;
  words.textContent = words.dataset.progressWords.replace("{percent}", `${percent}%`);
}
