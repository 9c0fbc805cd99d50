import { expect, test } from "vitest";
import { type CacheEntry, createCacheStore } from "./cache-store.ts";

const entry = (bytes: number, url = "http://localhost:8080/a"): CacheEntry => ({
  status: 200,
  headers: [],
  body: Buffer.alloc(bytes),
  url,
  tags: [],
  storedAtMs: 0,
  freshUntilMs: 1,
  staleUntilMs: 1,
});

test("the least recently used answers go when there is no more room", () => {
  const store = createCacheStore(10_000);
  store.put("a", entry(3_000));
  store.put("b", entry(3_000));
  store.get("a");
  store.put("c", entry(3_000));
  expect([store.get("a"), store.get("b"), store.get("c")].map((found) => found !== undefined)).toEqual([true, false, true]);
  store.put("huge", entry(20_000));
  expect(store.get("huge")).toBeUndefined();
});

test("a purge names by URL, host with or without port, and prefix, and raises the epoch", () => {
  const nothing = { everything: false, urls: [], tags: [], hosts: [], prefixes: [] };
  const cases = [
    { urls: ["http://localhost:8080/a"] },
    { hosts: ["localhost"] },
    { hosts: ["localhost:8080"] },
    { prefixes: ["localhost/a"] },
    { everything: true },
  ];
  for (const what of cases) {
    const store = createCacheStore();
    store.put("a", entry(1));
    store.purge({ ...nothing, urls: ["http://localhost:8080/b"], hosts: ["example.com"], prefixes: ["localhost/b"] });
    expect(store.get("a")).toBeDefined();
    store.purge({ ...nothing, ...what });
    expect([store.get("a"), store.epoch]).toEqual([undefined, 2]);
  }
});
