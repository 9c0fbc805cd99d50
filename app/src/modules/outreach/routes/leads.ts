import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { signedInOrKey } from "@seaworthy/platform/api-keys/api-key-auth";
import { signedIn } from "@seaworthy/platform/auth/signed-in";
import { csvCell } from "@seaworthy/platform/csv/csv-cells";
import { AppError } from "@seaworthy/platform/errors/errors";
import { linkNext } from "@seaworthy/platform/keyset/keyset-link";
import { bodyText } from "@seaworthy/platform/request/body-text";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { json } from "@seaworthy/platform/request/json-content";
import { uuid } from "@seaworthy/platform/request/uuid";
import { problems } from "@seaworthy/platform/request/validation";
import { wholeNumber } from "@seaworthy/platform/request/whole-number";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import { createMiddleware } from "hono/factory";
import { readCsv } from "../csv.ts";
import {
  importResultSchema,
  importSchema,
  type Lead,
  leadPageSchema,
  leadStatuses,
  mostLeads,
  newestLeads,
} from "../lead.ts";
import { filterText, importLeads, listLeads } from "../leads.ts";
import type { OutreachScope } from "../module.ts";
import { counted, limitImports, limitOwner } from "./limits.ts";

const isCsv = (c: AppContext) => /^text\/csv\s*(;|$)/i.test(c.req.header("content-type") ?? "");

/** Accepts CSV besides JSON. */
const csvOrJson = createMiddleware<AppEnv>(async function csvOrJson(c, next) {
  return isCsv(c) ? next() : jsonOnly(c, next);
});

const importRoute = createRoute({
  method: "post",
  path: "/rest/leads/import",
  summary: "Store up to 1,000 leads from CSV or JSON",
  description: "With `text/csv`, pass the campaign as the query parameter `campaignId`.",
  security: [{ bearer: [] }, { apiKey: ["leads:write"] }],
  middleware: [
    signedInOrKey("leads:write" satisfies OutreachScope),
    csvOrJson,
    limitImports,
    counted,
  ] as const,
  request: {
    query: z.object({ campaignId: uuid.optional() }),
    body: {
      content: {
        "application/json": { schema: importSchema },
        "text/csv": {
          schema: z.string().openapi({ example: "email,name\r\nada@example.com,Ada" }),
        },
      },
    },
  },
  responses: {
    200: json("The stored leads", importResultSchema),
    ...problems(400, 401, 403, 404, 413, 415, 429, 503, 504),
  },
});

const filter = z.object({ campaignId: uuid.optional(), status: z.enum(leadStatuses).optional() });

const list = createRoute({
  method: "get",
  path: "/rest/leads",
  summary: "The user's leads, newest first",
  security: [{ bearer: [] }],
  middleware: [signedIn, limitOwner, counted] as const,
  request: {
    query: filter.extend({
      limit: wholeNumber({ least: 1, most: mostLeads, usual: 50 }),
      cursor: z.string().max(512).optional(),
      format: z.enum(["json", "csv"]).default("json"),
    }),
  },
  responses: {
    200: {
      description: "A page of leads",
      content: {
        "application/json": { schema: leadPageSchema },
        "text/csv": { schema: z.string() },
      },
    },
    ...problems(400, 401, 429, 503, 504),
  },
});

export function addLeadRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(importRoute, async (c) => {
    if (isCsv(c))
      return c.json(
        await importLeads(c, readCsv(await bodyText(c)), c.req.valid("query").campaignId),
        200,
      );
    // Validated as JSON: CSV was handled above.
    const { rows, campaignId } = c.req.valid("json") as z.output<typeof importSchema>;
    // In a JSON list the position counts as the line number, from 1.
    const numbered = rows.map((row, index) => ({ ...row, line: index + 1 }));
    return c.json(await importLeads(c, { rows: numbered, rejected: [] }, campaignId), 200);
  });
  routes.openapi(list, async (c) => {
    const { limit, cursor, format, ...wanted } = c.req.valid("query");
    const after = cursor === undefined ? undefined : newestLeads.decode(cursor, filterText(wanted));
    if (cursor !== undefined && after === undefined)
      throw new AppError("VALIDATION_FAILED", "The cursor belongs to another list.", {
        fields: [{ at: "query.cursor", message: "is not a cursor of this list" }],
      });
    const page = await listLeads(c, wanted, limit, after);
    c.header("Cache-Control", "private, no-store");
    linkNext(c, page.nextCursor);
    return format === "csv" ? csvOf(c, page.leads) : c.json(page, 200);
  });
}

function csvOf(c: AppContext, leads: readonly Lead[]) {
  const rows = leads.map(({ email, name, status }) => [email, name, status].map(csvCell).join(","));
  return c.body(`${["email,name,status", ...rows].join("\r\n")}\r\n`, 200, {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": 'attachment; filename="leads.csv"',
  });
}
