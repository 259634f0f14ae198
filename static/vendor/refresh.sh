#!/bin/sh
# Brings the viewers and fonts that Chiêng carries back from npm, at the versions and checksums pinned below.
# Needed only to change a version: what it writes is committed, and nothing else here needs Node.
set -eu

vendor=$(cd "$(dirname "$0")" && pwd)
tests=$vendor/../../tests/browser/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# take PACKAGE VERSION SHA512 FOLDER FILE[=NEW_NAME]…
take() {
  package=$1 version=$2 checksum=$3 target=$4/$2
  shift 4
  archive=$(cd "$work" && npm pack --silent "$package@$version")
  found=$(openssl dgst -sha512 -binary "$work/$archive" | openssl base64 -A)
  [ "$found" = "$checksum" ] || { echo "$package@$version has another checksum: $found" >&2; exit 1; }
  rm -rf "$work/package" "$(dirname "$target")"
  tar -xzf "$work/$archive" -C "$work"
  mkdir -p "$target"
  for file in "$@"; do
    source=${file%%=*} name=$(basename "${file##*=}")
    cp "$work/package/$source" "$target/$name"
    chmod 644 "$target/$name"
  done
  echo "$package $version"
}

# licences PACKAGE VERSION: who wrote what is bundled into it, with their licences, each text once
licences() {
  rm -rf "$work/bundled" && mkdir "$work/bundled"
  (cd "$work/bundled" && npm install --silent --ignore-scripts --no-audit --no-fund --omit=dev "$1@$2")
  node - "$work/bundled/node_modules" > "$vendor/$1/$2/LICENSE-3RD-PARTY.txt" <<'END'
const { existsSync, readdirSync, readFileSync } = require("fs");
const folder = process.argv[2];
const texts = new Map();
for (const path of Object.keys(JSON.parse(readFileSync(`${folder}/.package-lock.json`)).packages).sort()) {
  const inside = `${folder}/../${path}`;
  if (!existsSync(`${inside}/package.json`)) continue;
  const told = JSON.parse(readFileSync(`${inside}/package.json`));
  const name = readdirSync(inside).find((file) => /^licen[sc]e/i.test(file));
  const text = name ? readFileSync(`${inside}/${name}`, "utf8").replace(/\r/g, "").trim() : `License: ${told.license}`;
  texts.set(text, [...(texts.get(text) || []), told.name]);
}
console.log([...texts].map(([text, names]) => `${[...new Set(names)].join(", ")}\n\n${text}\n`).join("\n----\n\n"));
END
}

take openseadragon 6.1.0 \
  S2kEBO6zd2pbUByMVZ6PkEldvXHbB2kemL3tAhSltnHyjpArJPgXeM/AH/g8qsoXHy9pMHzx63XyJftE556MbA== \
  "$vendor/openseadragon" build/openseadragon/openseadragon.min.js LICENSE.txt

# .mjs is sent as text/plain by some servers, and a module of that type does not run
take hls.js 1.7.4 \
  3GlxGdPvT2YHvQYOt+yOzT/DEior/qJVNIylHA77kgeoBTdQQqi70GwefNEUmHQeNGyjC8U62+bruqW/Tpm+tg== \
  "$vendor/hls" dist/hls.light.min.mjs=hls.light.min.js LICENSE

# the bundle that carries all it needs; our own words for it are in app/web/translations/LANG/viewer.po
take mirador 4.0.0 \
  uWsE9e2oqSc/lUu+vVwDGhTsycuhGsfZ2KfX6CLfXiT3wgGy6qT9+q5M3V9Zz72hkdIgsJugKesaowmRtYmvrA== \
  "$vendor/mirador" dist/mirador.min.js LICENSE
licences mirador 4.0.0

take @fontsource/be-vietnam-pro 5.2.8 \
  lqTtfpkAy0GdFH0fqwR0sW4VP+3CNGaQV6SpW2TSZaNmixZMlou+2dp5ErGidrS1MPiDDPfPbfW2i358PVFLZA== \
  "$vendor/be-vietnam-pro" LICENSE \
  files/be-vietnam-pro-latin-600-normal.woff2=latin-600.woff2 \
  files/be-vietnam-pro-latin-ext-600-normal.woff2=latin-ext-600.woff2 \
  files/be-vietnam-pro-vietnamese-600-normal.woff2=vietnamese-600.woff2

take @fontsource/noto-sans-cham 5.3.0 \
  HyCXqRDsURv3flqzaw7NGR/uYwiy1JH9ErnLqMyKANj3BMRNaDJQmeMSl5Sz9V3m6GNJsES8RD2QdEKCGyLA6w== \
  "$vendor/noto-sans-cham" LICENSE files/noto-sans-cham-cham-400-normal.woff2=cham-400.woff2

take @fontsource/noto-sans-tai-viet 5.2.6 \
  N94T8AU1GRi5PFLN0aEs820IPKWmiJO8Z96mY7ingYpmhRk1zRAwg1ffvc04T5MWZ4z3XPNG9h9R8jHvdrbp1g== \
  "$vendor/noto-sans-tai-viet" LICENSE files/noto-sans-tai-viet-tai-viet-400-normal.woff2=tai-viet-400.woff2

take axe-core 4.14.1 \
  FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ== \
  "$tests/axe-core" axe.min.js LICENSE LICENSE-3RD-PARTY.txt
