import type { Alerts } from "./alert.ts";

const away = ["database", "redis"] as const;
const page = (section: string) => `docs/operations/alerts.md#${section}`;

/**
 * The alerts of every app. Their limits match the readiness reports; `seaworthy:alerts` in the
 * stack file changes them.
 */
export const platformAlerts = {
  database: {
    description: "The database doesn't answer: it is down, or its pool is exhausted.",
    action: page("database"),
    severity: "critical",
    unit: "count",
    measure: { kind: "probe" },
    above: 0,
    firesAfter: 2,
    clearsAfter: 2,
  },
  redis: {
    description: "A Redis database, the cache's or the rate limiter's, doesn't answer.",
    action: page("redis"),
    severity: "critical",
    unit: "count",
    measure: { kind: "probe" },
    above: 0,
    firesAfter: 2,
    clearsAfter: 2,
  },
  health: {
    description: "Health is unhealthy: a table has no row-level security, or an index is invalid.",
    action: page("health"),
    severity: "critical",
    unit: "count",
    measure: { kind: "probe" },
    above: 0,
    firesAfter: 2,
    clearsAfter: 2,
    impliedBy: away,
  },
  unmeasured: {
    description: "Numbers that other alerts look at can't be read, so those alerts are blind.",
    action: page("unmeasured"),
    severity: "critical",
    unit: "count",
    measure: { kind: "probe" },
    above: 0,
    firesAfter: 3,
    clearsAfter: 2,
    impliedBy: away,
  },
  connections: {
    description: "More than 50 connections to the database are active at once.",
    action: page("connections"),
    severity: "warning",
    unit: "count",
    measure: { kind: "probe" },
    above: 50,
  },
  "pool-wait": {
    description: "Transactions wait more than a second for a connection of the pool.",
    action: page("connections"),
    severity: "critical",
    unit: "milliseconds",
    measure: { kind: "p95", histogram: "database_opening_duration_seconds", least: 50 },
    above: 1_000,
    impliedBy: ["database"],
  },
  "error-rate-high": {
    description: "More than 5 % of requests failed within 5 minutes.",
    action: page("errors"),
    severity: "critical",
    unit: "share",
    measure: {
      kind: "share",
      counter: "http_requests_total",
      part: { status: ["5*"] },
      least: 20,
    },
    above: 0.05,
    impliedBy: away,
  },
  "error-rate": {
    description: "More than 1 % of requests failed within 5 minutes.",
    action: page("errors"),
    severity: "warning",
    unit: "share",
    measure: { kind: "share", counter: "http_requests_total", part: { status: ["5*"] } },
    above: 0.01,
    impliedBy: [...away, "error-rate-high"],
  },
  "response-time": {
    description: "Requests take more than 2,000 ms on average.",
    action: page("slow"),
    severity: "critical",
    unit: "milliseconds",
    measure: { kind: "mean", histogram: "http_request_duration_seconds", least: 20 },
    above: 2_000,
    impliedBy: [...away, "pool-wait"],
  },
  "response-time-p99": {
    description: "One request in a hundred takes more than 1,000 ms.",
    action: page("slow"),
    severity: "warning",
    unit: "milliseconds",
    measure: { kind: "p99", histogram: "http_request_duration_seconds" },
    above: 1_000,
    impliedBy: [...away, "pool-wait", "response-time"],
  },
  "cache-misses": {
    description: "More than half of the reads miss the cache.",
    action: page("cache"),
    severity: "warning",
    unit: "share",
    measure: {
      kind: "share",
      counter: "cache_reads_total",
      part: { result: ["computed", "bypassed"] },
    },
    above: 0.5,
    impliedBy: away,
  },
  "authentication-failures": {
    description: "More than 50 tokens or keys that aren't valid were sent within 5 minutes.",
    action: page("abuse"),
    severity: "critical",
    unit: "count",
    measure: { kind: "count", counter: "authentication_failures_total" },
    above: 50,
  },
  "blocked-clients": {
    description: "More than 3 accounts or addresses were blocked within 5 minutes.",
    action: page("abuse"),
    severity: "warning",
    unit: "count",
    measure: { kind: "count", counter: "blocks_total" },
    above: 3,
  },
  "dead-jobs": {
    description: "A job used up its attempts.",
    action: page("jobs"),
    severity: "warning",
    unit: "count",
    measure: {
      kind: "count",
      counter: "jobs_finished_total",
      part: { outcome: ["dead"] },
    },
    above: 0,
    impliedBy: away,
  },
  "jobs-late": {
    description: "The oldest job that is due has waited for more than 10 minutes.",
    action: page("jobs"),
    severity: "warning",
    unit: "count",
    measure: { kind: "probe" },
    above: 600,
    impliedBy: ["database"],
  },
  "webhooks-stuck": {
    description: "Webhooks that were acknowledged have waited for 15 minutes, and no job has them.",
    action: page("jobs"),
    severity: "critical",
    unit: "count",
    measure: { kind: "probe" },
    above: 0,
    impliedBy: ["database"],
  },
} as const satisfies Alerts;

/** Platform alerts whose number is read by a probe. */
export type PlatformProbe = {
  [Name in keyof typeof platformAlerts]: (typeof platformAlerts)[Name]["measure"]["kind"] extends "probe"
    ? Name
    : never;
}[keyof typeof platformAlerts];
