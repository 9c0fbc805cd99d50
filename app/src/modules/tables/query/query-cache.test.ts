import { expect, it } from "vitest";
import { openQueryCache } from "./query-cache.ts";

const counted = () => {
  let computed = 0;
  return { compute: () => ({ n: ++computed }), count: () => computed };
};

it("keeps a result until something in the table changes", () => {
  const cache = openQueryCache();
  const { compute } = counted();
  expect(cache.get(1, "a", compute)).toEqual({ n: 1 });
  expect(cache.get(1, "a", compute)).toEqual({ n: 1 });
  expect(cache.get(1, "b", compute)).toEqual({ n: 2 });
  expect(cache.get(2, "a", compute)).toEqual({ n: 3 });
  expect(cache.hits).toBe(1);
});

it("gives each reader a value of their own, and keeps no failure", () => {
  const cache = openQueryCache();
  const { compute } = counted();
  cache.get(1, "a", compute);
  (cache.get(1, "a", compute) as { n: number }).n = 99;
  expect(cache.get(1, "a", compute)).toEqual({ n: 1 });
  const fail = () => {
    throw new RangeError("once");
  };
  expect(() => cache.get(1, "b", fail)).toThrow("once");
  expect(cache.get(1, "b", compute)).toEqual({ n: 2 });
});

it("takes a bounded amount of memory, and no single result above it", () => {
  const cache = openQueryCache();
  const big = "x".repeat(600_000);
  cache.get(1, "a", () => big);
  cache.get(1, "b", () => big);
  const { compute, count } = counted();
  cache.get(1, "huge", () => `${big}${big}`);
  cache.get(1, "huge", compute);
  cache.get(1, "a", compute);
  expect(count()).toBe(2);
});
