import type { Clock } from "../../../kernel/clock.ts";
import type { MetricQuery } from "../model.ts";
import type { EventStore } from "../store/event-store.ts";

/** One measurement: an error with its tags, or a span. */
interface Sample {
  readonly fields: Readonly<Record<string, string | null>>;
  readonly user: string | null;
  readonly failed: boolean;
  readonly durationMs: number;
}

type Aggregate = (samples: readonly Sample[]) => number;

/** `count()`, `p95(span.duration)`, …: name, then the allowed arguments. */
const aggregates: Readonly<
  Record<string, { readonly arguments: RegExp; compute(samples: readonly Sample[]): number }>
> = {
  count: { arguments: /^$|^(span|transaction)\.duration$/, compute: (samples) => samples.length },
  count_unique: {
    arguments: /^user$|^tags\[sentry:user\]$|^sentry:user$/,
    compute: (samples) => new Set(samples.flatMap((each) => each.user ?? [])).size,
  },
  failure_rate: {
    arguments: /^$/,
    compute: (samples) =>
      samples.length === 0 ? 0 : samples.filter((each) => each.failed).length / samples.length,
  },
  failure_count: {
    arguments: /^$/,
    compute: (samples) => samples.filter((each) => each.failed).length,
  },
  avg: duration((sorted) => sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length),
  min: duration((sorted) => sorted[0] ?? 0),
  max: duration((sorted) => sorted.at(-1) ?? 0),
  p50: percentile(0.5),
  p75: percentile(0.75),
  p90: percentile(0.9),
  p95: percentile(0.95),
  p99: percentile(0.99),
  p100: percentile(1),
};

/** Where a dataset's samples come from. */
const datasets: Readonly<Record<string, "events" | "transactions" | "spans">> = {
  events: "events",
  transactions: "transactions",
  generic_metrics: "transactions",
  events_analytics_platform: "spans",
};

/**
 * The part of the query that the local cloud does not compute; undefined when it computes all of
 * it.
 */
export function unsupportedIn(
  metric: Pick<MetricQuery, "aggregate" | "dataset" | "query">,
): string | undefined {
  if (!datasets[metric.dataset]) return `dataset ${metric.dataset}`;
  if (!aggregateOf(metric.aggregate)) return `aggregate ${metric.aggregate}`;
  const term = parseTerms(metric.query).find(({ key }) => key === undefined);
  return term && `query term ${term.text}`;
}

/** The metric's value over the window that ends `agoMs` before now. */
export function computeMetric(
  store: EventStore,
  clock: Clock,
  projectId: string,
  metric: MetricQuery,
  agoMs = 0,
): number {
  const toMs = clock.now() - agoMs;
  const terms = parseTerms(metric.query);
  const samples = samplesOf(store, projectId, metric, toMs - metric.timeWindow * 1000, toMs).filter(
    (sample) =>
      (metric.environment === null || sample.fields.environment === metric.environment) &&
      terms.every((term) => agrees(sample, term)),
  );
  return aggregateOf(metric.aggregate)?.(samples) ?? 0;
}

function aggregateOf(text: string): Aggregate | undefined {
  const [, name = "", argument = ""] = /^(\w+)\((.*)\)$/.exec(text.trim()) ?? [];
  const known = aggregates[name];
  return known?.arguments.test(argument.trim()) ? known.compute : undefined;
}

function duration(compute: (sorted: readonly number[]) => number): {
  arguments: RegExp;
  compute: Aggregate;
} {
  return {
    arguments: /^(span|transaction)\.duration$/,
    compute: (samples) =>
      samples.length === 0
        ? 0
        : compute(samples.map((each) => each.durationMs).sort((a, b) => a - b)),
  };
}

function percentile(share: number): { arguments: RegExp; compute: Aggregate } {
  return duration((sorted) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
}

function samplesOf(
  store: EventStore,
  projectId: string,
  metric: MetricQuery,
  fromMs: number,
  toMs: number,
): readonly Sample[] {
  const source = datasets[metric.dataset];
  if (source === "events") return errorSamples(store, projectId, metric, fromMs, toMs);
  return store.spans
    .between(projectId, fromMs, toMs)
    .filter((span) => source === "spans" || span.isTransaction)
    .map((span) => ({
      fields: {
        environment: span.environment,
        release: span.release,
        transaction: span.transaction,
        "span.op": span.op,
        "transaction.op": span.isTransaction ? span.op : null,
        "span.description": span.description,
        is_transaction: span.isTransaction ? "true" : "false",
      },
      user: null,
      failed: span.failed,
      durationMs: span.durationMs,
    }));
}

function errorSamples(
  store: EventStore,
  projectId: string,
  metric: MetricQuery,
  fromMs: number,
  toMs: number,
): readonly Sample[] {
  const wanted = metric.eventTypes.length === 0 ? ["error", "default"] : metric.eventTypes;
  const statuses = new Map(store.issues.list([projectId]).map((issue) => [issue.id, issue.status]));
  return store.events
    .samples(projectId, fromMs, toMs)
    .filter((event) => wanted.includes(event.type))
    .map((event) => ({
      fields: {
        ...Object.fromEntries(event.tags.map((tag) => [tag.key, tag.value])),
        is: statuses.get(event.issueId ?? 0) ?? "unresolved",
        "event.type": event.type,
      },
      user: event.userKey,
      failed: true,
      durationMs: 0,
    }));
}

interface Term {
  readonly text: string;
  /** Undefined for an unsupported term. */
  readonly key: string | undefined;
  readonly value: string;
  readonly negated: boolean;
}

/**
 * `key:value`, `key:"a value"`, `!key:value`, joined by spaces; `*` in a value stands for anything.
 */
function parseTerms(query: string): readonly Term[] {
  const texts = query.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  return texts.map((text) => {
    const [, negation, key, value = ""] = /^(!?)([\w.[\]-]+):([^<>[\]()]+)$/.exec(text) ?? [];
    return { text, key, value: value.replaceAll('"', ""), negated: negation === "!" };
  });
}

function agrees({ fields }: Sample, { key, value, negated }: Term): boolean {
  const given = fields[key ?? ""] ?? "";
  const pattern = value
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`, "i").test(given) !== negated;
}
