import { z } from "@hono/zod-openapi";
import type { Block } from "../abuse/address-blocks.ts";
import { isUserSubject } from "../abuse/block-subjects.ts";
import { sumOf } from "../metrics/metrics.ts";
import { cacheHitRate, errorRate, requestSeconds } from "./health-baseline.ts";

const flag = z
  .enum(["", "true", "1", "false", "0"])
  .optional()
  .transform((text) => text !== undefined && text !== "false" && text !== "0")
  .openapi({ type: "string", enum: ["", "true", "1", "false", "0"] });

/** `?metrics`, `?security`, `?database`, or all by `?detailed`. The database is always included. */
export const sectionsQuery = z.object({
  metrics: flag,
  security: flag,
  database: flag,
  detailed: flag,
});

/** The sections that a query asks for. */
export const sectionsIn = ({ metrics, security, detailed }: z.output<typeof sectionsQuery>) => ({
  metrics: metrics || detailed,
  security: security || detailed,
});
export type Sections = ReturnType<typeof sectionsIn>;

const seconds = z.number().nullable();
const share = z.number().nullable();

export const metricsSection = z.object({
  requests: z.int(),
  errorRate: share,
  p50Seconds: seconds,
  p95Seconds: seconds,
  p99Seconds: seconds,
  cacheHitRate: share,
  figures: z
    .record(z.string(), z.number().nullable())
    .openapi({ description: "Business figures, by module and name" }),
});

const mostNamed = 20;
export const securitySection = z.object({
  blocks: z.object({
    addresses: z.int(),
    accounts: z.int(),
    longest: z.array(z.string()).max(mostNamed).openapi({ description: "Blocked longest" }),
  }),
  blocked: z.int().openapi({ description: "Blocks since the counters began" }),
  refused: z.int().openapi({ description: "Responses with 403" }),
  limited: z.int().openapi({ description: "Responses with 429" }),
  failedLogins: z.object({ tokens: z.int(), keys: z.int() }),
});

type Counts = ReadonlyMap<string, number>;

/** How the service does, over all isolates, since its counters began. */
export function metricsOf(
  counts: Counts,
  figures: Readonly<Record<string, number | null>>,
): z.output<typeof metricsSection> {
  return {
    requests: sumOf(counts, "http_requests_total"),
    errorRate: errorRate(counts),
    p50Seconds: requestSeconds(counts, 0.5),
    p95Seconds: requestSeconds(counts, 0.95),
    p99Seconds: requestSeconds(counts, 0.99),
    cacheHitRate: cacheHitRate(counts),
    figures: { ...figures },
  };
}

/** Who is blocked, and what was refused. */
export function securityOf(
  counts: Counts,
  { blocks, total }: { readonly blocks: readonly Block[]; readonly total: number },
): z.output<typeof securitySection> {
  const accounts = blocks.filter(({ subject }) => isUserSubject(subject)).length;
  const failed = (wanted: string) =>
    sumOf(counts, "authentication_failures_total", ({ kind }) => kind === wanted);
  return {
    blocks: {
      addresses: total - accounts,
      accounts,
      longest: blocks.slice(0, mostNamed).map(({ subject }) => subject),
    },
    blocked: sumOf(counts, "blocks_total"),
    refused: sumOf(counts, "http_requests_total", ({ status }) => status === "403"),
    limited: sumOf(counts, "http_requests_total", ({ status }) => status === "429"),
    failedLogins: { tokens: failed("bearer"), keys: failed("key") },
  };
}
