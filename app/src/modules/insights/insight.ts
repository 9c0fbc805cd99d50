import { z } from "@hono/zod-openapi";
import { keyset } from "@seaworthy/platform/keyset/keyset";

export const mostInsights = 100;
const time = z.string();

const insightFields = {
  title: z.string().min(1).max(200).openapi({ example: "Queues replace cron jobs" }),
  summary: z.string().min(1).max(5_000).openapi({ example: "Five of ten teams moved this year." }),
  source: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/)
    .openapi({ example: "survey" }),
};

export const insightSchema = z
  .object({ id: z.uuid(), ...insightFields, createdAt: time })
  .openapi("Insight");
export type Insight = z.output<typeof insightSchema>;

export const newInsightSchema = z.strictObject(insightFields).openapi("NewInsight");
export type NewInsight = z.output<typeof newInsightSchema>;

export const insightPageSchema = z
  .object({
    insights: z.array(insightSchema).max(mostInsights),
    nextCursor: z.string().nullable(),
  })
  .openapi("InsightPage");
export type InsightPage = z.output<typeof insightPageSchema>;

export const savedStatus = z.enum(["saved", "archived"]);
export type SavedStatus = z.output<typeof savedStatus>;

const savedSchema = z
  .object({ status: savedStatus, savedAt: time, insight: insightSchema })
  .openapi("SavedInsight");

export const savedPageSchema = z
  .object({ saved: z.array(savedSchema).max(mostInsights), nextCursor: z.string().nullable() })
  .openapi("SavedInsightPage");
export type SavedPage = z.output<typeof savedPageSchema>;

export const trendPointSchema = z
  .object({ place: z.int(), value: z.number(), at: time })
  .openapi("TrendPoint");
export type TrendPoint = z.output<typeof trendPointSchema>;

export const newestFirst = keyset<Pick<Insight, "createdAt" | "id">>({
  list: "insights",
  most: mostInsights,
  columns: [
    { name: "created_at", type: "timestamptz", order: "desc", value: (row) => row.createdAt },
    { name: "id", type: "uuid", order: "desc", value: (row) => row.id },
  ],
});

export const savedLast = keyset<{ savedAt: string; insightId: string }>({
  list: "saved insights",
  most: mostInsights,
  columns: [
    { name: "saved_at", type: "timestamptz", order: "desc", value: (row) => row.savedAt },
    { name: "insight_id", type: "uuid", order: "desc", value: (row) => row.insightId },
  ],
});
