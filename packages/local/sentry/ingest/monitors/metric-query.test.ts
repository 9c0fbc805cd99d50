import { beforeEach, describe, expect, it } from "vitest";
import { sentryEvent } from "../events/event.ts";
import { takeEvent } from "../intake.ts";
import type { MetricQuery, Project } from "../model.ts";
import { type EventStore, openEventStore } from "../store/event-store.ts";
import { computeMetric, unsupportedIn } from "./metric-query.ts";

const project: Project = {
  id: "1",
  slug: "app",
  name: "app",
  platform: null,
  dateCreated: "",
  teamIds: [],
  settings: {},
  options: {},
  filters: {},
};
const clock = { at: 1_000_000, now: () => clock.at };
let store: EventStore;
const take = (event: Record<string, unknown>) =>
  takeEvent(store, clock, project, sentryEvent.parse(event));
const query = (
  aggregate: string,
  dataset = "events",
  over: Partial<MetricQuery> = {},
): MetricQuery => ({
  ...{
    aggregate,
    dataset,
    query: "",
    queryType: null,
    timeWindow: 60,
    environment: null,
    eventTypes: [],
    extrapolationMode: null,
  },
  ...over,
});
const compute = (metric: MetricQuery, agoMs = 0) => computeMetric(store, clock, "1", metric, agoMs);
const transaction = (durationMs: number, status: string) => ({
  ...{
    type: "transaction",
    transaction: "GET /rest/feed",
    environment: "prod",
    start_timestamp: 10,
    timestamp: 10 + durationMs / 1000,
  },
  contexts: { trace: { op: "http.server", status } },
  spans: [{ op: "db", description: "select", start_timestamp: 1, timestamp: 1.5 }],
});

beforeEach(() => {
  clock.at = 1_000_000;
  store = openEventStore(":memory:");
});

describe("metrics", () => {
  it("count errors of the window, by environment, tag and user", () => {
    take({ message: "a", environment: "prod", tags: { area: "feed" }, user: { id: "1" } });
    take({ message: "b", environment: "local", user: { id: "1" } });
    take({ message: "c", environment: "prod", level: "warning", user: { id: "2" } });
    expect(compute(query("count()"))).toBe(3);
    expect(compute(query("count()", "events", { environment: "prod" }))).toBe(2);
    expect(compute(query("count()", "events", { query: 'area:"feed" is:unresolved' }))).toBe(1);
    expect(compute(query("count()", "events", { query: "!level:warning" }))).toBe(2);
    expect(compute(query("count_unique(user)"))).toBe(2);
    expect(compute(query("count()", "events", { eventTypes: ["error"] }))).toBe(0);
    clock.at += 60_000;
    expect([compute(query("count()")), compute(query("count()"), 30_000)]).toEqual([0, 3]);
  });

  it("compute durations and failures of transactions and spans", () => {
    for (const ms of [100, 200, 300, 400])
      take(transaction(ms, ms === 400 ? "internal_error" : "ok"));
    expect(compute(query("failure_rate()", "transactions"))).toBe(0.25);
    expect(compute(query("p50(transaction.duration)", "transactions"))).toBe(200);
    expect(
      compute(
        query("p99(span.duration)", "events_analytics_platform", { query: "is_transaction:true" }),
      ),
    ).toBe(400);
    expect(
      compute(query("count(span.duration)", "events_analytics_platform", { query: "span.op:db" })),
    ).toBe(4);
    expect(
      compute(query("avg(span.duration)", "events_analytics_platform", { query: "span.op:db" })),
    ).toBe(500);
    expect(
      compute(query("p99(transaction.duration)", "transactions", { environment: "staging" })),
    ).toBe(0);
  });

  it("name what they cannot compute", () => {
    expect(unsupportedIn(query("count()"))).toBeUndefined();
    expect(unsupportedIn(query("p95(measurements.lcp)", "transactions"))).toBe(
      "aggregate p95(measurements.lcp)",
    );
    expect(unsupportedIn(query("count()", "metrics"))).toBe("dataset metrics");
    expect(unsupportedIn(query("count()", "events", { query: "level:error (a OR b)" }))).toContain(
      "query term",
    );
    expect(unsupportedIn(query("count()", "events", { query: "duration:>100" }))).toBe(
      "query term duration:>100",
    );
  });
});
