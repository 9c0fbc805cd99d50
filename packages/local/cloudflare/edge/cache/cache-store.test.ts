import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { openBodyFiles } from "./body-files.ts";
import { type CacheEntry, createCacheStore } from "./cache-store.ts";

const directory = mkdtempSync(join(tmpdir(), "sea-cache-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const entry = (bytes: number, url = "http://localhost:8080/a"): CacheEntry => ({
  status: 200,
  headers: [],
  body: Buffer.alloc(bytes, url.at(-1)),
  bodyBytes: bytes,
  url,
  tags: [],
  storedAtMs: 0,
  freshUntilMs: 1,
  staleUntilMs: 1,
  errorUntilMs: 1,
  mustRevalidate: false,
});

test("what no longer fits in memory goes to disk, and the least recently used of that is evicted", async () => {
  const store = createCacheStore(openBodyFiles(directory), {
    memoryBytes: 11_000,
    diskBytes: 11_000,
  });
  for (const name of ["a", "b", "c", "d"])
    store.put(name, entry(4_000, `http://localhost/${name}`));
  // c and d are in memory, a and b on disk; reading a brings it back and evicts c to disk.
  expect(store.get("a")?.body).toEqual(Buffer.alloc(4_000, "a"));
  await vi.waitFor(() => expect(readdirSync(directory)).toHaveLength(2));
  store.put("e", entry(4_000, "http://localhost/e"));
  expect(["a", "b", "c", "d", "e"].map((name) => store.get(name) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
    true,
  ]);
  store.put("huge", entry(20_000));
  expect(store.get("huge")).toBeUndefined();
  store.purge({ everything: true, urls: [], tags: [], hosts: [], prefixes: [] });
  await vi.waitFor(() => expect(readdirSync(directory)).toEqual([]));
});

test("a body that cannot be written is dropped", async () => {
  const folder = join(directory, "gone");
  const files = openBodyFiles(folder);
  rmSync(folder, { recursive: true });
  const stored = files.write(Buffer.from("x"));
  expect(stored.read()).toEqual(Buffer.from("x"));
  await vi.waitFor(() => expect(stored.read()).toBeUndefined());
});

test("a purge works by URL, host with or without port, and prefix, and raises the epoch", () => {
  const nothing = { everything: false, urls: [], tags: [], hosts: [], prefixes: [] };
  const cases = [
    { urls: ["http://localhost:8080/a"] },
    { hosts: ["localhost"] },
    { hosts: ["localhost:8080"] },
    { prefixes: ["localhost/a"] },
    { everything: true },
  ];
  for (const what of cases) {
    const store = createCacheStore(openBodyFiles(directory));
    store.put("a", entry(1));
    store.purge({
      ...nothing,
      urls: ["http://localhost:8080/b"],
      hosts: ["example.com"],
      prefixes: ["localhost/b"],
    });
    expect(store.get("a")).toBeDefined();
    store.purge({ ...nothing, ...what });
    expect([store.get("a"), store.epoch]).toEqual([undefined, 2]);
  }
});

test("what is invalidated is stale from now on, in memory and on disk", () => {
  const store = createCacheStore(openBodyFiles(directory), {
    memoryBytes: 6_000,
    diskBytes: 20_000,
  });
  const fresh = { freshUntilMs: 1_000, staleUntilMs: 1_500, errorUntilMs: 1_700 };
  for (const name of ["a", "b", "c"])
    store.put(name, { ...entry(4_000, `http://localhost/${name}`), ...fresh });
  store.put("old", { ...entry(1, "http://localhost/old"), ...fresh, freshUntilMs: 50 });
  store.invalidate({ everything: true, urls: [], tags: [], hosts: [], prefixes: [] }, 100);
  const stale = { freshUntilMs: 100, staleUntilMs: 600, errorUntilMs: 800 };
  for (const name of ["a", "b", "c"]) expect(store.get(name)).toMatchObject(stale);
  expect(store.get("old")).toMatchObject({ freshUntilMs: 50, staleUntilMs: 1_500 });
  expect(store.epoch).toBe(1);
});
