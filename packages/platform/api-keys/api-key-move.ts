import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { operatorOnly } from "../auth/operator.ts";
import type { OptionalBindings } from "../bindings/bindings.ts";
import { type Database, service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import { uuid } from "../request/uuid.ts";
import { problems, refuseInvalid } from "../request/validation.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { operations } from "../runtime/operations.ts";
import { rehashApiKey } from "./api-key-format.ts";

/** Keys processed per request. */
const pageSize = 500;
const firstId = "00000000-0000-0000-0000-000000000000";

interface MovedPage {
  /** Keys of this page that were moved from the other pepper to the one in use. */
  readonly moved: number;
  /** Start of the next page; null after the last. */
  readonly next: string | null;
}

type Peppers = Pick<OptionalBindings, "API_KEY_PEPPER" | "API_KEY_PEPPER_PREVIOUS">;

/**
 * Moves valid keys from the other pepper to the one in use, page by page. Idempotent; a key revoked
 * or moved at the same time is left alone. Throws NOT_CONFIGURED.
 */
async function moveApiKeys(
  database: Database,
  peppers: Peppers,
  after = firstId,
): Promise<MovedPage> {
  const { API_KEY_PEPPER: current, API_KEY_PEPPER_PREVIOUS: other } = peppers;
  if (current === undefined) throw new AppError("NOT_CONFIGURED", "API keys are not configured.");
  const rows = await database.as(
    service,
    (sql) => sql<{ id: string; hash: string }[]>`
      select id, hash from public.api_keys where id > ${after} and revoked_at is null and expires_at > now() order by id limit ${pageSize}`,
  );
  const moves = other === undefined || other === current ? [] : await movesOf(rows, other, current);
  if (moves.length > 0)
    await database.as(
      service,
      (sql) => sql`
    update public.api_keys k set hash = m.hash
    from jsonb_to_recordset(${JSON.stringify(moves)}::text::jsonb) as m(id uuid, before text, hash text)
    where k.id = m.id and k.hash = m.before`,
    );
  return { moved: moves.length, next: rows.length < pageSize ? null : (rows.at(-1)?.id ?? null) };
}

async function movesOf(rows: readonly { id: string; hash: string }[], from: string, to: string) {
  const moves = await Promise.all(
    rows.map(async ({ id, hash }) => {
      const moved = await rehashApiKey(hash, from, to);
      return moved === undefined ? [] : [{ id, before: hash, hash: moved }];
    }),
  );
  return moves.flat();
}

const move = createRoute({
  method: "post",
  ...operations.moveApiKeys,
  summary:
    "Re-hash a page of API keys with the current pepper, before a rotation revokes the other one",
  security: [{ operator: [] }],
  middleware: [operatorOnly] as const,
  request: {
    query: z.object({
      after: uuid.optional().openapi({ description: "`next` from the previous page" }),
    }),
  },
  responses: {
    200: {
      description: "The re-hashed keys",
      content: {
        "application/json": {
          schema: z
            .object({ moved: z.number(), next: z.uuid().nullable() })
            .openapi("MovedApiKeys"),
        },
      },
    },
    ...problems(400, 401, 503, 504),
  },
});

/** Called by a rotation of the pepper once every isolate uses the new one. */
export function apiKeyMoveRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(move, async (c) => {
    const { moved, next } = await moveApiKeys(
      c.var.services.database,
      c.var.bindings,
      c.req.valid("query").after,
    );
    if (moved > 0) c.var.log.audit("api_keys.moved", { moved });
    return c.json({ moved, next }, 200);
  });
  return routes;
}
