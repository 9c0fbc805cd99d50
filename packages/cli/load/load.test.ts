import { describe, expect, it } from "vitest";
import { blockedRanges } from "./reach.ts";
import { createSeries } from "./series.ts";
import { shapes, stagesOf } from "./shapes.ts";
import { brokenAt, judgeThresholds } from "./thresholds.ts";

const objectives = {
  ...{
    availability: 0.999,
    p95Ms: 100,
    p99Ms: 200,
    failedShare: 0.01,
    limitedShare: 0.01,
    checksShare: 0.9,
  },
};

describe("a shape", () => {
  it.each(shapes)("%s takes the whole duration, and reaches all users", (shape) => {
    const stages = stagesOf(shape, 100, 40);
    expect(stages.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(100);
    expect(Math.max(...stages.map(({ vus }) => vus))).toBe(40);
  });

  it("of a spike returns to the start", () => {
    const [first, ...rest] = stagesOf("spike", 100, 40);
    expect(rest.at(-1)?.vus).toBe(first?.vus);
  });
});

describe("a series", () => {
  it("sums up intervals, and counts 429 separately from failures", () => {
    const series = createSeries();
    for (let index = 0; index < 100; index++)
      series.add({ time: 1000 + Math.floor(index / 50), ms: index + 1, status: 200 });
    series.add({ time: 1002, ms: 5, status: 429 });
    series.add({ time: 1003, ms: 5, status: 503 });
    series.add({ time: 1003, ms: 5, status: 0 });
    const { total, points } = series.finish();
    expect(total).toMatchObject({ requests: 103, limited: 1, failed: 2, p50Ms: 49 });
    expect(points.map(({ second, requests, failed }) => [second, requests, failed])).toEqual([
      [0, 50, 0],
      [1, 50, 0],
      [2, 1, 0],
      [3, 2, 2],
    ]);
    expect(points[0]).toMatchObject({ p50Ms: 25, p95Ms: 48, p99Ms: 50 });
  });

  it("has hits, warm responses and connections beside the requests, where they are reported", () => {
    const series = createSeries();
    series.add({ time: 1000, ms: 5, status: 200 });
    expect(series.finish().total).toMatchObject({ hitShare: null, connections: null });
    for (const hit of [1, 1, 1, 0]) series.addBeside({ time: 1000, hit });
    series.addBeside({ time: 1000, warmMs: 7 });
    series.addBeside({ time: 1000, connections: 12 });
    series.addBeside({ time: 1001, connections: 9 });
    const { total, points } = series.finish();
    expect(total).toMatchObject({ hitShare: 0.75, warmP95Ms: 7, connections: 12 });
    expect(points.map(({ connections }) => connections)).toEqual([12, 9]);
  });

  it("of an hour has no more points than a chart needs", () => {
    const series = createSeries();
    for (let time = 0; time < 3600; time++) series.add({ time, ms: 1, status: 200 });
    expect(series.finish().points.length).toBeLessThanOrEqual(60);
  });
});

describe("thresholds", () => {
  const measured = (over: object = {}) => ({
    total: {
      ...{ requests: 1000, failed: 0, limited: 0, p50Ms: 10, p95Ms: 50, p99Ms: 90 },
      ...{ hitShare: null, warmP95Ms: null, connections: null },
      ...over,
    },
  });
  const broken = (...args: Parameters<typeof judgeThresholds>) =>
    judgeThresholds(...args).flatMap(({ name, kept }) => (kept ? [] : [name]));

  it("pass within the objectives", () => {
    expect(broken(objectives, measured(), { passed: 100, failed: 1 })).toEqual([]);
  });

  it("fail by latency, failures, 429 and checks", () => {
    const slow = measured({ p95Ms: 101, p99Ms: 201, failed: 11, limited: 11 });
    expect(broken(objectives, slow, { passed: 8, failed: 2 })).toEqual([
      ...["p95, ms", "p99, ms", "failed, share", "429, share", "failed checks, share"],
    ]);
  });

  it("fail when nothing was measured", () => {
    const nothing = measured({ requests: 0, p95Ms: 0, p99Ms: 0 });
    expect(broken(objectives, nothing, { passed: 0, failed: 0 })).toHaveLength(5);
    expect(broken(objectives, measured(), { passed: 0, failed: 0 })).toEqual([
      "failed checks, share",
    ]);
  });

  it("of hits, warm responses and connections are kept, broken, and broken by no measurement", () => {
    const all = { ...objectives, hitShare: 0.7, warmP95Ms: 120, connections: 100 };
    const checks = { passed: 1, failed: 0 };
    const judged = (
      hitShare: number | null,
      warmP95Ms: number | null,
      connections: number | null,
    ) => broken(all, measured({ hitShare, warmP95Ms, connections }), checks);
    const names = ["p95 of cache hits, ms", "cache hits, share", "database connections"];
    expect(judged(0.71, 119, 99)).toEqual([]);
    expect(judged(0.69, 121, 101)).toEqual(names);
    expect(judged(null, null, null)).toEqual(names);
    expect(broken(objectives, measured(), checks)).toEqual([]);
  });

  it("report where a breakpoint was", () => {
    const point = {
      ...{ requests: 10, failed: 0, limited: 0, p50Ms: 1, p99Ms: 1 },
      ...{ hitShare: null, warmP95Ms: null, connections: null },
    };
    const points = [
      { ...point, second: 0, p95Ms: 10 },
      { ...point, second: 5, p95Ms: 150 },
    ];
    expect(brokenAt(objectives, points)?.second).toBe(5);
    expect(brokenAt(objectives, points.slice(0, 1))).toBeUndefined();
  });
});

describe("what a load may reach", () => {
  const isBlocked = (address: string, ranges: readonly string[]) =>
    ranges.some((range) => {
      const [first = "", bits = ""] = range.split("/");
      const numberOf = (text: string) =>
        text.split(".").reduce((number, part) => number * 256 + Number(part), 0);
      const size = 2 ** (32 - Number(bits));
      return Math.floor(numberOf(address) / size) === Math.floor(numberOf(first) / size);
    });

  it("is loopback alone for the local stack", async () => {
    const ranges = await blockedRanges("http://localhost:1234", true);
    for (const address of ["127.0.0.1", "127.255.3.4"])
      expect(isBlocked(address, ranges)).toBe(false);
    for (const address of [
      "126.255.255.255",
      "128.0.0.1",
      "10.0.0.1",
      "0.0.0.0",
      "255.255.255.255",
    ])
      expect(isBlocked(address, ranges)).toBe(true);
  });

  it("is the addresses of its own host for another stack", async () => {
    const ranges = await blockedRanges("http://127.0.0.1:1234", false);
    expect(isBlocked("127.0.0.1", ranges)).toBe(false);
    for (const address of ["127.0.0.0", "127.0.0.2", "8.8.8.8"])
      expect(isBlocked(address, ranges)).toBe(true);
  });
});
