import { describe, expect, it } from "vitest";
import { createMetricsBuffer, type MetricsBuffer } from "../metrics/metrics.ts";
import { testTime } from "../testing/time.ts";
import type { Alert, Alerts } from "./alert.ts";
import { alertMistakesIn } from "./alert-mistakes.ts";
import { type AlertState, evaluate, noState } from "./alert-state.ts";
import { platformAlerts } from "./platform-alerts.ts";

const minuteMs = 60_000;
const base = { description: "D.", action: "A.", severity: "warning", unit: "count" } as const;
const errorRate: Alert = {
  ...base,
  measure: { kind: "share", counter: "http_requests_total", part: { status: ["5*"] } },
  above: 0.01,
};
const answers = (metrics: MetricsBuffer, status: string, by: number) =>
  metrics.count("http_requests_total", { status }, by);
const slow = (metrics: MetricsBuffer, ms: number, times: number) => {
  for (let time = 0; time < times; time++) metrics.observe("http_request_duration_seconds", {}, ms);
};

/** Evaluations a minute apart, over counters that only increase. */
function course(alerts: Alerts) {
  const counts = new Map<string, number>();
  let state: AlertState = noState;
  let now = testTime;
  const opened: string[] = [];
  return {
    opened,
    wait: (minutes: number) => {
      now += minutes * minuteMs;
    },
    forget: () => counts.clear(),
    /** Undefined values can't be read. */
    minute: (more: {
      add?: (metrics: MetricsBuffer) => void;
      gauges?: Record<string, number>;
      probes?: Record<string, number | undefined>;
      unread?: boolean;
    }) => {
      const buffer = createMetricsBuffer();
      more.add?.(buffer);
      for (const [field, by] of buffer.drain()) counts.set(field, (counts.get(field) ?? 0) + by);
      now += minuteMs;
      const readings = {
        counts: more.unread ? undefined : counts,
        gauges: more.unread ? undefined : new Map(Object.entries(more.gauges ?? {})),
        probes: more.probes ?? {},
      };
      const evaluation = evaluate(alerts, state, readings, { now, stepMs: minuteMs });
      // As it is restored from storage.
      state = JSON.parse(JSON.stringify(evaluation.state)) as AlertState;
      opened.push(...evaluation.opened);
      return Object.entries(state.progress).flatMap(([name, { incident }]) =>
        incident ? [name] : [],
      );
    },
  };
}

describe("an incident", () => {
  it("is one, however long it lasts, and a later one is another", () => {
    const { minute, opened } = course({ "error-rate": errorRate });
    minute({ add: (metrics) => answers(metrics, "200", 1_000) });
    const bad = { add: (metrics: MetricsBuffer) => answers(metrics, "500", 200) };
    for (let time = 0; time < 10; time++) expect(minute(bad)).toEqual(["error-rate"]);
    const good = { add: (metrics: MetricsBuffer) => answers(metrics, "200", 1_000) };
    const over = Array.from({ length: 12 }, () => minute(good).length);
    expect(over.at(0)).toBe(1);
    expect(over.at(-1)).toBe(0);
    expect(minute({ add: (metrics) => answers(metrics, "500", 900) })).toEqual(["error-rate"]);
    expect(opened).toEqual(["error-rate", "error-rate"]);
  });

  it("does not flicker while the value stays at the limit", () => {
    const level: Alert = { ...base, measure: { kind: "gauge", gauge: "level" }, above: 10 };
    const { minute, opened } = course({ level });
    for (let time = 0; time < 40; time++) minute({ gauges: { level: time % 2 ? 9 : 11 } });
    expect(opened).toEqual(["level"]);
    for (let time = 0; time < 4; time++)
      expect(minute({ gauges: { level: 8 } })).toEqual(["level"]);
    expect(minute({ gauges: { level: 8 } })).toEqual([]);
  });

  it("begins after the alert's number of evaluations in a row", () => {
    const probe: Alert = { ...base, measure: { kind: "probe" }, above: 0, firesAfter: 2 };
    const { minute } = course({ probe });
    const at = (value: number) => minute({ probes: { probe: value } });
    expect([at(1), at(0), at(1), at(1)]).toEqual([[], [], [], ["probe"]]);
  });

  it("is not also reported as its consequence, even while the cause is still pending", () => {
    const alerts: Alerts = {
      database: { ...base, measure: { kind: "probe" }, above: 0, firesAfter: 2, clearsAfter: 1 },
      "error-rate": { ...errorRate, impliedBy: ["database"] },
    };
    const { minute, opened } = course(alerts);
    minute({ add: (metrics) => answers(metrics, "200", 100), probes: { database: 0 } });
    const add = (metrics: MetricsBuffer) => answers(metrics, "503", 100);
    for (let time = 0; time < 4; time++) minute({ add, probes: { database: 1 } });
    expect(opened).toEqual(["database"]);
    expect(minute({ add, probes: { database: 0 } })).toEqual(["error-rate"]);
  });
});

describe("no data", () => {
  it("neither opens nor ends an incident when the metrics can't be read", () => {
    const { minute } = course({ "error-rate": errorRate });
    minute({ add: (metrics) => answers(metrics, "200", 1_000) });
    minute({ add: (metrics) => answers(metrics, "500", 100) });
    for (let time = 0; time < 40; time++) expect(minute({ unread: true })).toEqual(["error-rate"]);
  });

  it("does not fire below the minimum number of samples", () => {
    const { minute } = course({ "error-rate": errorRate });
    minute({ add: (metrics) => answers(metrics, "200", 1_000) });
    expect(minute({ add: (metrics) => answers(metrics, "500", 99) })).toEqual([]);
    expect(minute({ add: (metrics) => answers(metrics, "500", 1) })).toEqual(["error-rate"]);
  });

  it("ends an incident half an hour after the last request", () => {
    const { minute } = course({ "error-rate": errorRate });
    minute({ add: (metrics) => answers(metrics, "200", 1_000) });
    expect(minute({ add: (metrics) => answers(metrics, "500", 200) })).toEqual(["error-rate"]);
    const minutes = Array.from({ length: 60 }, () => minute({}).length);
    expect(minutes[20]).toBe(1);
    expect(minutes.at(-1)).toBe(0);
  });

  it("a Redis that lost its counters is a new start, not a negative number", () => {
    const { minute, forget } = course({ "error-rate": errorRate });
    minute({ add: (metrics) => answers(metrics, "200", 100_000) });
    forget();
    const add = (metrics: MetricsBuffer) => {
      answers(metrics, "200", 150);
      answers(metrics, "500", 50);
    };
    expect(minute({ add })).toEqual(["error-rate"]);
  });

  it("an hour without a cron does not stretch the window", () => {
    const { minute, wait } = course({ "error-rate": errorRate });
    minute({ add: (metrics) => answers(metrics, "200", 1_000) });
    wait(60);
    minute({ add: (metrics) => answers(metrics, "200", 100_000) });
    expect(minute({ add: (metrics) => answers(metrics, "500", 100) })).toEqual(["error-rate"]);
  });
});

describe("the window", () => {
  it("forgets what is older than five minutes", () => {
    const { minute } = course({ "error-rate": errorRate });
    minute({ add: (metrics) => answers(metrics, "200", 100) });
    minute({ add: (metrics) => answers(metrics, "500", 100) });
    for (let time = 0; time < 4; time++) minute({ add: (metrics) => answers(metrics, "200", 100) });
    const { minute: other, opened } = course({ "error-rate": errorRate });
    other({ add: (metrics) => answers(metrics, "500", 100) });
    for (let time = 0; time < 8; time++) other({ add: (metrics) => answers(metrics, "200", 50) });
    expect(opened).toEqual([]);
  });

  it("computes means and quantiles over it, including beyond the last bucket", () => {
    const mean: Alert = {
      ...base,
      measure: { kind: "mean", histogram: "http_request_duration_seconds", least: 20 },
      above: 2_000,
    };
    const p99: Alert = {
      ...base,
      measure: { kind: "p99", histogram: "http_request_duration_seconds" },
      above: 1_000,
    };
    const run = (add: (metrics: MetricsBuffer) => void) => {
      const { minute } = course({ mean, p99 });
      minute({ add: (metrics) => slow(metrics, 5, 1_000) });
      return minute({ add });
    };
    expect(run((metrics) => slow(metrics, 2_100, 20))).toEqual(["mean"]);
    expect(run((metrics) => slow(metrics, 1_900, 20))).toEqual([]);
    expect(run((metrics) => slow(metrics, 60_000, 100))).toEqual(["mean", "p99"]);
    const tail = (slowOnes: number) => (metrics: MetricsBuffer) => {
      slow(metrics, 20, 1_000 - slowOnes);
      slow(metrics, 2_000, slowOnes);
    };
    expect(run(tail(20))).toEqual(["p99"]);
    expect(run(tail(5))).toEqual([]);
  });
});

describe("a table of alerts", () => {
  const measurable = { counters: ["c"], histograms: ["h"], gauges: ["g"] };
  const count = { ...base, measure: { kind: "count", counter: "c" } } as const;
  it.each<[string, Alerts, string]>([
    ["a name", { Error_rate: { ...count, above: 1 } }, "no name of an alert"],
    ["no limit", { a: count }, "either `above` or `below`"],
    ["two limits", { a: { ...count, above: 1, below: 2 } }, "either `above` or `below`"],
    ["clearing beyond", { a: { ...count, above: 1, clears: 2 } }, "beyond its own limit"],
    ["clearing below", { a: { ...count, below: 5, clears: 2 } }, "beyond its own limit"],
    ["no evaluation", { a: { ...count, above: 1, firesAfter: 0 } }, "from 1 to 60"],
    [
      "a metric that nobody counts",
      { a: { ...base, measure: { kind: "count", counter: "x" }, above: 1 } },
      "nothing is measured under the name x",
    ],
    [
      "a gauge that nobody writes",
      { a: { ...base, measure: { kind: "gauge", gauge: "c" }, above: 1 } },
      "nothing is measured under the name c",
    ],
    [
      "a window of hours",
      { a: { ...base, measure: { kind: "count", counter: "c", minutes: 61 }, above: 1 } },
      "`minutes`",
    ],
    [
      "a cause after what it implies",
      { a: { ...count, above: 1, impliedBy: ["b"] }, b: { ...count, above: 1 } },
      "b has to come before it",
    ],
  ])("refuses %s", (_what, alerts, told) => {
    expect(alertMistakesIn(alerts, measurable).join("\n")).toContain(told);
  });

  it("the platform's own names existing causes, before their consequences", () => {
    const names = Object.keys(platformAlerts);
    for (const [name, alert] of Object.entries<Alert>(platformAlerts))
      for (const cause of alert.impliedBy ?? [])
        expect(names.slice(0, names.indexOf(name))).toContain(cause);
  });
});
