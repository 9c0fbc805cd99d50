import { anonymous, type Sql } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import type { Place } from "@seaworthy/platform/keyset/keyset";
import { metricsOf } from "@seaworthy/platform/modules/own";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import type { z } from "zod";
import {
  type Insight,
  type InsightPage,
  insightPageSchema,
  insightSchema,
  newestFirst,
} from "./insight.ts";
import { insights } from "./module.ts";
import { readInsight, readInsights } from "./queries.ts";

/** Adding or hiding an insight invalidates every cached read. */
export const insightsTag = "insights";

/** The same for all readers; another isolate's invalidation may take a second to arrive. */
const fiveMinutes = { freshMs: 300_000, staleMs: 60_000, localMs: 1_000, tags: [insightsTag] };

export interface ListQuery {
  readonly limit: number;
  readonly source: string | undefined;
  readonly cursor: string | undefined;
}

/** Throws VALIDATION_FAILED for a malformed cursor or one of another source. */
export async function getInsights(
  c: AppContext,
  { limit, source, cursor }: ListQuery,
): Promise<InsightPage> {
  const place = placeOf(cursor, source);
  const key = `insights:1:${limit}:${source ?? ""}:${place?.join() ?? ""}`;
  return cached(c, "list", { key, schema: insightPageSchema }, (sql) =>
    readInsights(sql, { limit, source }, place),
  );
}

/** Throws NOT_FOUND, also for a deleted insight. */
export async function getInsight(c: AppContext, id: string): Promise<Insight> {
  const entry = { key: `insight:1:${id}`, schema: insightSchema.nullable(), absentMs: 2_000 };
  const insight = await cached(c, "one", entry, (sql) => readInsight(sql, id));
  if (insight === null) throw noSuchInsight();
  return insight;
}

export const noSuchInsight = () => new AppError("NOT_FOUND", "Insight not found.");

function placeOf(cursor: string | undefined, source: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const place = newestFirst.decode(cursor, source);
  if (place !== undefined) return place;
  const fields = [{ at: "query.cursor", message: "is no cursor of this list" }];
  throw new AppError("VALIDATION_FAILED", "See `errors` for what to change.", { fields });
}

async function cached<T>(
  c: AppContext,
  route: "list" | "one",
  entry: { readonly key: string; readonly schema: z.ZodType<T>; readonly absentMs?: number },
  read: (sql: Sql) => Promise<T>,
): Promise<T> {
  const { cache, database, metrics } = c.var.services;
  const { value, state } = await cache.getOrCompute({ ...fiveMinutes, ...entry }, () =>
    database.read(anonymous, read),
  );
  metricsOf(insights, metrics).count("insights_reads_total", { route, result: state });
  // The response has the caller's own RateLimit fields, so no shared cache may store it.
  c.header("Cache-Control", "private, no-cache");
  c.header("Server-Timing", `cache;desc=${state}`);
  return value;
}
