import fc from "fast-check";
import { expect, it } from "vitest";
import { createMetricsBuffer } from "./metrics.ts";
import { bucketSeconds } from "./metrics-table.ts";
import { quantile, renderMetrics } from "./metrics-text.ts";

it("writes cumulative buckets, the sum in seconds and the count", () => {
  const metrics = createMetricsBuffer();
  for (const durationMs of [1, 4, 4, 60_000])
    metrics.observe("redis_call_duration_seconds", { database: "cache" }, durationMs);
  const text = renderMetrics(metrics.drain());
  expect(text).toContain('redis_call_duration_seconds_bucket{database="cache",le="0.002"} 1\n');
  expect(text).toContain('redis_call_duration_seconds_bucket{database="cache",le="0.005"} 3\n');
  expect(text).toContain('redis_call_duration_seconds_bucket{database="cache",le="+Inf"} 4\n');
  expect(text).toContain('redis_call_duration_seconds_sum{database="cache"} 60.009\n');
  expect(text).toContain('redis_call_duration_seconds_count{database="cache"} 4\n');
});

it("escapes what could break out of a label", () => {
  const metrics = createMetricsBuffer();
  metrics.count("http_requests_total", { route: 'a"b\\c\nd' });
  expect(renderMetrics(metrics.drain())).toContain(
    'http_requests_total{route="a\\"b\\\\c\\nd"} 1\n',
  );
});

it("estimates a quantile within its bucket, and never less for a larger share", () => {
  const buckets = fc.array(fc.nat({ max: 50 }), {
    minLength: bucketSeconds.length + 1,
    maxLength: bucketSeconds.length + 1,
  });
  fc.assert(
    fc.property(buckets, (counts) => {
      fc.pre(counts.some((count) => count > 0));
      const estimates = [0.5, 0.95, 0.99].map((share) => quantile(counts, share));
      expect(estimates).toEqual([...estimates].sort((a, b) => a - b));
      expect(Math.max(...estimates)).toBeLessThanOrEqual(bucketSeconds.at(-1) ?? 0);
    }),
  );
  expect(quantile([0, 0, 10, ...Array(bucketSeconds.length - 2).fill(0)], 0.5)).toBeCloseTo(0.0075);
});

it("keeps a bounded number of series, and returns what could not be stored", () => {
  const metrics = createMetricsBuffer();
  for (let index = 0; index < 10_000; index++)
    metrics.count("http_requests_total", { route: String(index) });
  const taken = metrics.drain();
  expect(taken.size).toBe(4_000);
  expect(metrics.drain().size).toBe(0);
  metrics.count("http_requests_total", { route: "0" });
  metrics.restore(taken);
  expect([...metrics.drain().values()].reduce((sum, count) => sum + count, 0)).toBe(4_001);
});
