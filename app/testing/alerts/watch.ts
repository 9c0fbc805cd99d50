import { createMetricsBuffer, type Metrics } from "@seaworthy/platform/metrics/metrics";
import { openMetricsStore } from "@seaworthy/platform/metrics/metrics-store";
import { openRedis } from "@seaworthy/platform/redis/redis";
import { type FaultyProxy, startFaultyProxy } from "@seaworthy/platform/testing/tcp-proxy";
import { operatorToken, type TestStack } from "../stack.ts";

/** A Worker whose alerts are evaluated on demand. */
export interface Watched {
  readonly fetch: TestStack["worker"]["fetch"];
  /** Runs the minutely cron that many times; returns the names of the firing alerts. */
  evaluate(times?: number): Promise<string[]>;
}

/** What an alert test uses in addition to its stack. */
export interface Watch {
  /** Proxy between the Workers and Sentry. */
  readonly sentry: FaultyProxy;
  start(vars?: Readonly<Record<string, string>>, databaseUrl?: string): Promise<Watched>;
  /** Clears all counts and notifications. */
  forget(): Promise<void>;
  /** Names of the alerts sent since `forget`, one Sentry issue each. */
  told(): Promise<string[]>;
  /** Adds another isolate's numbers. */
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

/** Empty when neither Redis nor the database can tell. */
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

/** Counts requests of another isolate with that status. */
export const answers = (metrics: Metrics, status: string, times: number): void =>
  metrics.count("http_requests_total", { method: "GET", route: "/rest/notes", status }, times);

/** Counts requests of another isolate with that duration. */
export function take(metrics: Metrics, ms: number, times: number): void {
  const labels = { method: "GET", route: "/rest/notes" };
  for (let time = 0; time < times; time++)
    metrics.observe("http_request_duration_seconds", labels, ms);
}
