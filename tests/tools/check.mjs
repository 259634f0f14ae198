// Manifests and collections of the Presentation API 3, as a JSON list on standard input, before three judges that others
// wrote: the parser maniiifest, the strict reader of @iiif/parser, and the types of @iiif/presentation-3 for TypeScript.
// Prints a list of complaints. The folder with the judges is the argument.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const tools = process.argv[2];
const from = (path) => import(join(tools, "node_modules", path));
const { Maniiifest } = await from("maniiifest/dist/index.js");
const { presentation3StrictUpgrade } = await from("@iiif/parser/dist/strict.js");
const documents = JSON.parse(readFileSync(0, "utf8"));
const complaints = [];

// It wants a list of languages on the body of an annotation too, where W3C Web Annotations (3.2.1) take one as it is.
const KNOWN = new Set(['"language" should be Array of values']);

for (const document of documents) {
  try {
    new Maniiifest(structuredClone(document));
  } catch (error) {
    complaints.push(`${document.id}: maniiifest: ${String(error).slice(0, 400)}`);
  }
  if (document.type !== "Manifest") continue;
  const told = { warnings: [] };
  try {
    presentation3StrictUpgrade(structuredClone(document), told);
  } catch (error) {
    told.warnings.push(String(error));
  }
  complaints.push(...told.warnings.filter((one) => !KNOWN.has(one)).map((one) => `${document.id}: @iiif/parser: ${one}`));
}

// The types know no Range that starts at a moment of a canvas (Presentation API 3.0, 3.2, start).
function known(value) {
  if (Array.isArray(value)) return value.map(known);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name]) => !(name === "start" && value.type === "Range"));
  return Object.fromEntries(kept.map(([name, inner]) => [name, known(inner)]));
}

const lines = [
  "import type { Manifest } from '@iiif/presentation-3';",
  "type Written<T> = T extends object ? { -readonly [K in keyof T]: Written<T[K]> } : T;",
  "declare function exactly<const T>(told: T): Written<T>;",
];
const before = lines.length;
// The types have no collection that only names its manifests.
const manifests = documents.filter((document) => document.type !== "Collection");
for (const [number, document] of manifests.entries()) {
  lines.push(`const told${number} = exactly(${JSON.stringify(known(document))}); export const is${number}: Manifest = told${number};`);
}
const folder = mkdtempSync(join(tools, "typed-"));
try {
  const file = join(folder, "documents.ts");
  writeFileSync(file, lines.join("\n"));
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--ignoreConfig", "--module", "esnext", "--moduleResolution", "bundler"];
  execFileSync(join(tools, "node_modules", ".bin", "tsc"), [...options, file], { encoding: "utf8", stdio: "pipe", maxBuffer: 1 << 28 });
} catch (error) {
  for (const [, line, complaint] of String(error.stdout).matchAll(/^\S*documents\.ts\((\d+),\d+\): (.*(?:\n .*)*)/gm)) {
    const inmost = complaint.split("\n").slice(-2).map((one) => one.trim().slice(0, 300)).join(" ");
    complaints.push(`${manifests[line - before - 1]?.id}: types: ${inmost}`);
  }
  if (!complaints.length) complaints.push(`types: ${String(error.stdout || error).slice(0, 500)}`);
} finally {
  rmSync(folder, { recursive: true });
}
console.log(JSON.stringify(complaints));
