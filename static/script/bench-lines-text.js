// Lines of a film as text, in the one form in which the server writes them: times, words below, an empty line.

const HEAD = /^((?:\d+:)?\d+:\d\d(?:\.\d{1,3})?) – ((?:\d+:)?\d+:\d\d(?:\.\d{1,3})?)((?: \w+:[^\s:]+)*)$/;
const SPEAKER = /^@([^:\n<>&]{1,80}?)\s*:[ \t]*(.*)/;
const LONGEST = 360000;

export function seconds(typed) {
  const found = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,6}))?$/.exec(typed.trim());
  if (!found) return null;
  const [hours, minutes, whole] = [found[1], found[2], found[3]].map((part) => Number(part ?? 0));
  if ((found[2] && whole > 59) || (found[1] && minutes > 59)) return null;
  const total = hours * 3600 + minutes * 60 + whole + Number(`0.${found[4] ?? 0}`);
  return total <= LONGEST ? Math.round(total * 1000) / 1000 : null;
}

export function told(value) {
  const thousandths = Math.round(value * 1000);
  const [hours, minutes] = [Math.floor(thousandths / 3600000), Math.floor(thousandths / 60000) % 60];
  const whole = String(Math.floor(thousandths / 1000) % 60).padStart(2, "0");
  const rest = thousandths % 1000 ? `.${String(thousandths % 1000).padStart(3, "0").replace(/0+$/, "")}` : "";
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${whole}${rest}` : `${minutes}:${whole}${rest}`;
}

// What is not in that form gives null: then the server is asked to read it.
export function read(text) {
  const found = [];
  let line = null;
  let open = false;
  for (const row of text.replaceAll("\r\n", "\n").split("\n")) {
    const head = HEAD.exec(row);
    if (head) {
      line = { from: head[1], to: head[2], settings: head[3].trim(), who: "", text: "" };
      found.push(line);
      open = true;
    } else if (!row.trim()) {
      open = false;
    } else if (open) {
      line.text += (line.text ? "\n" : "") + row;
    } else {
      return null;
    }
  }
  for (const one of found) divide(one);
  return found;
}

// A speaker has a field of their own where one voice holds for the whole line.
function divide(line) {
  const [first, ...rest] = line.text.split("\n");
  const voice = SPEAKER.exec(first);
  if (!voice || rest.some((row) => SPEAKER.test(row))) return;
  line.who = voice[1].trim();
  line.text = [voice[2], ...rest].join("\n");
}

// The text, and at which of its rows each line begins: problems are told by row.
export function write(lines) {
  const rows = [];
  const starts = [];
  for (const line of lines) {
    starts.push(rows.length + 1);
    rows.push(`${line.from.trim() || "?"} – ${line.to.trim() || "?"}${line.settings ? ` ${line.settings}` : ""}`);
    const words = line.text.split("\n").filter((row) => row.trim());
    const who = line.who.replace(/[:\n<>&]/g, " ").trim();
    if (who && words.length) words[0] = `@${who}: ${words[0]}`;
    rows.push(...words, "");
  }
  return { text: rows.join("\n"), starts };
}
