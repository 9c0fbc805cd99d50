import { z } from "@hono/zod-openapi";

/** The findings, computed from stored data; no model writes them. */
const reportSchema = z
  .object({
    found: z.int(),
    sources: z.array(z.object({ source: z.string(), insights: z.int() })).max(20),
    newest: z.array(z.object({ id: z.uuid(), title: z.string() })).max(10),
    trend: z.object({ points: z.int(), mean: z.number().nullable() }),
  })
  .openapi("ResearchReport");
export type Report = z.output<typeof reportSchema>;

export const researchSchema = z
  .object({
    id: z.uuid(),
    topic: z.string(),
    status: z.enum(["queued", "running", "done", "failed", "cancelled"]),
    progress: z.int().min(0).max(100),
    errorCode: z.string().nullable(),
    createdAt: z.string(),
    endedAt: z.string().nullable(),
    report: reportSchema.nullable(),
  })
  .openapi("Research");
export type Research = z.output<typeof researchSchema>;

export const newResearchSchema = z
  .strictObject({ topic: z.string().trim().min(3).max(300).openapi({ example: "queues" }) })
  .openapi("NewResearch");

export const isOver = ({ status }: Pick<Research, "status">) =>
  status === "done" || status === "failed" || status === "cancelled";
