import { createMetricsBuffer, type Metrics } from "@seaworthy/platform/metrics/metrics";
import { openMetricsStore } from "@seaworthy/platform/metrics/metrics-store";
import { openRedis } from "@seaworthy/platform/redis/redis";
import { type FaultyProxy, startFaultyProxy } from "@seaworthy/platform/testing/tcp-proxy";
import { operatorToken, type TestStack } from "../stack.ts";

/** A Worker whose alerts are evaluated when the test says so. */
export interface Watched {
  readonly fetch: TestStack["worker"]["fetch"];
  /** The cron of the minute, so many times; returns the names of the alerts that fire. */
  evaluate(times?: number): Promise<string[]>;
}

/** What a test of alerts works with, beside its stack. */
export interface Watch {
  /** Between the Workers and Sentry. */
  readonly sentry: FaultyProxy;
  start(vars?: Readonly<Record<string, string>>, databaseUrl?: string): Promise<Watched>;
  /** Nothing counted, nothing told. */
  forget(): Promise<void>;
  /** What people were told since `forget`: an issue of Sentry each, by the name of its alert. */
  told(): Promise<string[]>;
  /** Adds the numbers of another isolate. */
  elsewhere(add: (metrics: Metrics) => void): Promise<void>;
  close(): Promise<void>;
}

const kept = ["metrics:1", "gauges:1", "alerts:1"];
const emptied = "for _, key in ipairs(KEYS) do redis.call('DEL', key) end return 1";

export async function watchAlerts(stack: TestStack): Promise<Watch> {
  const dsn = new URL(stack.sentryDsn);
  const sentry = await startFaultyProxy(Number(dsn.port));
  const redis = openRedis(stack.limiter);
  let before: readonly unknown[] = [];
  return {
    sentry,
    start: async (vars = {}, databaseUrl) => {
      const worker = await stack.startWorker(
        {
          SENTRY_DSN: stack.sentryDsn.replace(dsn.host, `127.0.0.1:${sentry.port}`),
          REDIS_TIMEOUT_MS: "1000",
          ...vars,
        },
        databaseUrl,
      );
      const evaluate = async (times = 1) => {
        for (let time = 0; time < times; time++) await worker.runCron("* * * * *");
        return namesThatFire(worker.fetch);
      };
      return { fetch: worker.fetch, evaluate };
    },
    forget: async () => {
      await redis.run(emptied, kept, []);
      await stack.admin`delete from internal.alert_state`;
      before = (await stack.events()).map(({ eventID }) => eventID);
    },
    told: async () => {
      const events = await stack.events();
      return events
        .filter(({ eventID }) => !before.includes(eventID))
        .flatMap((event) => alertOf(event) ?? []);
    },
    elsewhere: async (add) => {
      const buffer = createMetricsBuffer();
      add(buffer);
      await openMetricsStore(redis).flush(buffer);
    },
    close: () => sentry.close(),
  };
}

/** None where neither Redis nor the database can say. */
async function namesThatFire(fetch: Watched["fetch"]): Promise<string[]> {
  const response = await fetch("/internal/alerts", {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  const { alerts = [] } = (await response.json()) as {
    alerts?: { name: string; fires: boolean }[];
  };
  return alerts.filter(({ fires }) => fires).map(({ name }) => name);
}

function alertOf({ tags }: Record<string, unknown>): string | undefined {
  return (tags as { key: string; value: string }[]).find(({ key }) => key === "alert")?.value;
}

/** Requests of another isolate that were answered so. */
export const answers = (metrics: Metrics, status: string, times: number): void =>
  metrics.count("http_requests_total", { method: "GET", route: "/rest/feed", status }, times);

/** Requests of another isolate that took so long. */
export function take(metrics: Metrics, ms: number, times: number): void {
  const labels = { method: "GET", route: "/rest/feed" };
  for (let time = 0; time < times; time++)
    metrics.observe("http_request_duration_seconds", labels, ms);
}
