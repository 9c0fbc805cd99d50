import { service } from "@seaworthy/platform/database/database";
import type { JobContext, JobHandler } from "@seaworthy/platform/jobs/jobs-handler";
import { metricsOf } from "@seaworthy/platform/modules/own";
import { z } from "zod";
import { insights } from "../module.ts";
import { readNewest, readSources, readTrend } from "./report.ts";
import { endResearch, noteProgress } from "./requests.ts";

const payload = z.object({ id: z.uuid(), userId: z.uuid(), topic: z.string() });
type Order = z.output<typeof payload>;

/**
 * The research job. A retry reads everything again; the report, the research's end and the job's
 * end are one transaction.
 */
export const runResearch: JobHandler = async (context) => {
  const order = payload.parse(context.job.payload);
  try {
    await research(context, order);
  } catch (error) {
    if (context.job.attempt >= context.job.maxAttempts) await fail(context, order);
    throw error;
  }
};

async function research(context: JobContext, { id, userId, topic }: Order): Promise<void> {
  const { job, services } = context;
  const goOn = async (step: string, progress: number) =>
    !job.signal.aborted &&
    (await services.database.as(service, (sql) => noteProgress(sql, id, step, progress)));
  if (!(await goOn("sources", 10))) return;
  const sources = await services.database.read(service, (sql) => readSources(sql, topic));
  if (!(await goOn("newest", 40))) return;
  const newest = await services.database.read(service, (sql) => readNewest(sql, topic));
  if (!(await goOn("trend", 70))) return;
  const { found, trend } = await services.database.read(service, (sql) => readTrend(sql, topic));
  const report = JSON.stringify({ found, sources, newest, trend });
  await services.database.as(service, async (sql) => {
    if (await endResearch(sql, id, "done"))
      await sql`insert into analyses (research_id, user_id, report)
        values (${id}, ${userId}, ${report}::text::jsonb)`;
    await job.completeIn(sql);
  });
  count(context, "done");
}

/** Marks the research as failed after the last attempt and returns its monthly slot. */
async function fail(context: JobContext, { id }: Order): Promise<void> {
  const { database } = context.services;
  // If this fails too, the minutely cron finds it.
  const ended = await database
    .as(service, (sql) => endResearch(sql, id, "failed", "INTERNAL"))
    .catch(() => false);
  if (ended) count(context, "failed");
}

const count = ({ services }: JobContext, outcome: "done" | "failed") =>
  metricsOf(insights, services.metrics).count("insights_research_total", { outcome });
