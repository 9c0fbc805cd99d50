import type { Context, ExecutionContext, Hono } from "hono";
import postgres from "postgres";
import type { Sql } from "../database/database.ts";

export interface BareEnv {
  readonly Bindings: { readonly BARE_DATABASE_URL: string };
}

type Fetch = (request: Request, env: object, context: ExecutionContext) => unknown;

/**
 * The app and, in the same isolate, the bare routes under `/bare/` that it is measured against. For
 * benches: they have no login, no limits and no row-level security.
 */
export function besideApp<App extends { readonly fetch: unknown }>(app: App, bare: Hono<BareEnv>) {
  const fetchBare = bare.fetch as Fetch;
  const fetchApp = app.fetch as Fetch;
  const fetch: Fetch = (request, env, context) =>
    new URL(request.url).pathname.startsWith("/bare/")
      ? fetchBare(request, env, context)
      : fetchApp(request, env, context);
  return { ...app, fetch };
}

/** The result as JSON. Opens one connection per request, like the platform. */
export async function answer(
  c: Context<BareEnv>,
  work: (sql: Sql) => Promise<unknown>,
): Promise<Response> {
  const sql = postgres(c.env.BARE_DATABASE_URL, { max: 1, prepare: false, fetch_types: false });
  try {
    return c.json(await work(sql));
  } finally {
    c.executionCtx.waitUntil(sql.end());
  }
}
