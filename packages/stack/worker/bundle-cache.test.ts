import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cacheBundle, readCachedBundle } from "./bundle-cache.ts";

const bundle = {
  mainModule: "index.js",
  modules: [
    { name: "index.js", contentType: "application/javascript+module", contentFile: "../a.js" },
  ],
};
const sources = ["index.ts", "package-lock.json"];

let root: string;
let record: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sea-kept-"));
  record = join(root, "bundle.json");
  for (const source of sources) writeOld(source, `content of ${source}`);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** As if edited a minute ago. */
function writeOld(source: string, content: string): void {
  const file = join(root, source);
  writeFileSync(file, content);
  const minuteAgo = Date.now() / 1000 - 60;
  utimesSync(file, minuteAgo, minuteAgo);
}

const keep = (startedAtMs = Date.now()) =>
  cacheBundle(record, { root, sources }, bundle, startedAtMs);

test("is reused while its sources are unchanged", () => {
  expect(readCachedBundle(record, root)).toBeUndefined();
  keep();
  expect(readCachedBundle(record, root)).toEqual(bundle);
});

test("is not reused after a source changed, and is again after it was restored", () => {
  keep();
  for (const source of sources) {
    writeOld(source, `content of ${source}!`);
    expect(readCachedBundle(record, root)).toBeUndefined();
    writeOld(source, `content of ${source}`);
    expect(readCachedBundle(record, root)).toEqual(bundle);
  }
});

test("is not reused when a source is gone", () => {
  keep();
  rmSync(join(root, "index.ts"));
  expect(readCachedBundle(record, root)).toBeUndefined();
});

test("is not stored if a source was written shortly before or during bundling", () => {
  writeFileSync(join(root, "index.ts"), "which of its contents was bundled?");
  keep();
  expect(readCachedBundle(record, root)).toBeUndefined();
  keep(Date.now() + 60_000);
  expect(readCachedBundle(record, root)).toEqual(bundle);
});

test.each(["", "{", "[]", '{"sources":["index.ts"],"digest":"0"}'])(
  "a damaged record is ignored: %j",
  (text) => {
    writeFileSync(record, text);
    expect(readCachedBundle(record, root)).toBeUndefined();
  },
);
