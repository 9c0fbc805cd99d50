import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { AppError } from "@seaworthy/platform/errors/errors";
import { bodyText } from "@seaworthy/platform/request/body-text";
import { json } from "@seaworthy/platform/request/json-content";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import type { Membership } from "../members.ts";
import { fromCsv, mostImported, toCsv } from "../rows/csv.ts";
import { readable } from "../schema/columns.ts";
import { outcomeOf } from "../schema/outcome.ts";
import { openTable, resultOf, type Table, writerOf } from "../table.ts";
import { limitCsv, reads, writes } from "./guards.ts";
import { importAnswer, mostProblems, tableId } from "./schemas.ts";

const text = { content: { "text/csv": { schema: z.string() } } };

const importCsv = createRoute({
  method: "post",
  path: "/rest/tables/{id}/import",
  summary: "Add up to 1,000 rows from CSV; invalid lines are reported, the others stored",
  ...writes,
  middleware: [...writes.middleware, limitCsv] as const,
  request: { params: tableId, body: { required: true, ...text } },
  responses: {
    200: json("The added rows", importAnswer),
    ...problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503, 504),
  },
});

const exportCsv = createRoute({
  method: "get",
  path: "/rest/tables/{id}/export",
  summary: "All rows as CSV",
  ...reads,
  middleware: [...reads.middleware, limitCsv] as const,
  request: { params: tableId },
  responses: {
    200: { description: "The rows", ...text },
    ...problems(400, 401, 403, 404, 422, 429, 503, 504),
  },
});

/** CSV import and export. */
export function csvRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(importCsv, async (c) => {
    const { id } = c.req.valid("param");
    const { member, table } = await openTable(c, id);
    const columns = readable(member.columns, member.role);
    const body = await csvOf(c);
    const { changes, problems: wrong } = resultOf(outcomeOf(() => fromCsv(columns, body)));
    if (changes.length + wrong.length > mostImported)
      throw new AppError("UNPROCESSABLE", `Send at most ${mostImported} rows at once.`);
    // All at once: problems of single lines were found before.
    const stored = changes.length > 0 ? await table.write(writerOf(c, member), changes) : undefined;
    const imported = stored === undefined ? 0 : resultOf(stored).ids.length;
    c.var.log.audit("table.imported", { tableId: id, imported, refused: wrong.length });
    const shown = wrong.slice(0, mostProblems);
    return c.json({ imported, refused: wrong.length, problems: shown }, 200);
  });
  routes.openapi(exportCsv, async (c) => {
    const { id } = c.req.valid("param");
    const { member, table } = await openTable(c, id);
    c.var.log.audit("table.exported", { tableId: id });
    c.header("Content-Type", "text/csv; charset=utf-8");
    c.header("Content-Disposition", `attachment; filename="${id}.csv"`);
    return c.body(await pages(table, member), 200);
  });
  return routes;
}

async function csvOf(c: AppContext): Promise<string> {
  if (/^text\/csv\s*(;|$)/i.test(c.req.header("content-type") ?? "")) return bodyText(c);
  throw new AppError("MEDIA_TYPE_UNSUPPORTED", "Send the body as text/csv.");
}

const exportedAtOnce = 1_000;

/** Page by page, so that a table is never in memory as a whole. */
async function pages(table: Table, { role, columns }: Membership): Promise<ReadableStream> {
  const shown = readable(columns, role);
  const encoder = new TextEncoder();
  let rows = resultOf(await table.rowsAfter(role, "", exportedAtOnce));
  let withHead = true;
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      controller.enqueue(encoder.encode(toCsv(shown, rows, withHead)));
      withHead = false;
      const last = rows.at(-1);
      if (rows.length < exportedAtOnce || last === undefined) return controller.close();
      rows = resultOf(await table.rowsAfter(role, last.id, exportedAtOnce));
    },
  });
}
