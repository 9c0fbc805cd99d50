import { service } from "@seaworthy/platform/database/database";
import type { JobHandler } from "@seaworthy/platform/jobs/jobs-handler";
import { z } from "zod";
import { resultOf, tableOf } from "../table.ts";
import { noteUse } from "./analytics.ts";
import type { Embedder } from "./embedder.ts";
import { embedderOf } from "./open-embedder.ts";
import { vectorIndexOf } from "./vector-index.ts";
import type { Embedded, Pending } from "./vector-store.ts";

/** Parts of the log that one job embeds; the rest is another job's. */
const mostParts = 4;

const embedPayload = z.object({ tableId: z.uuid(), part: z.int() });

/**
 * Embeds what changed in a table since the last time. Idempotent: the table keeps how far it got,
 * and a text that has its vector is not embedded again.
 */
export const embedRows: JobHandler = async ({ job, services, bindings }) => {
  const { tableId, part } = embedPayload.parse(job.payload);
  const table = tableOf(bindings, tableId);
  const embedder = embedderOf(bindings);
  for (let parts = 0; parts < mostParts && !job.signal.aborted; parts++) {
    const outcome = await table.pendingTexts(embedder.model);
    // The table was deleted meanwhile.
    if (!outcome.done && outcome.refusal.code === "NOT_FOUND") return;
    const pending = resultOf(outcome);
    if (pending.upTo === undefined) return;
    const startedAt = services.clock.now();
    const rows = await embedAll(embedder, pending);
    const { gone, upTo } = pending;
    await vectorIndexOf(bindings)?.store(tableId, rows, gone);
    const embedded: Embedded = { model: embedder.model, rows, gone, upTo };
    resultOf(await table.storeVectors(embedded));
    noteUse(bindings, "embedded", tableId, [rows.length, services.clock.now() - startedAt]);
  }
  await services.database.as(service, (sql) =>
    services.jobs.enqueue(sql, {
      kind: "table.embed",
      key: `${job.key}:${part + 1}`,
      tenant: tableId,
      payload: { tableId, part: part + 1 },
    }),
  );
};

async function embedAll(embedder: Embedder, { texts }: Pending) {
  const rows: Embedded["rows"][number][] = [];
  for (let start = 0; start < texts.length; start += embedder.mostTexts) {
    const some = texts.slice(start, start + embedder.mostTexts);
    const vectors = await embedder.embed(some.map(({ text }) => text));
    rows.push(...some.map((row, place) => ({ ...row, vector: vectors[place] ?? [] })));
  }
  return rows;
}
