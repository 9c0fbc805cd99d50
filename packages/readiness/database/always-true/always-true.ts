import type { PGlite } from "@electric-sql/pglite";
import { at, listAt } from "../migrations/syntax.ts";
import type { ApiRole, RowPolicy, Schema } from "../schema.ts";
import { booleanFormOf, type Surroundings } from "./boolean-form.ts";
import { safeFunctions } from "./safe-functions.ts";

/** More would need too many rows. */
const mostVariables = 10;

/** Callers as PostgREST presents them; something holds for a role if it holds for each. */
const callers: Readonly<Record<ApiRole, readonly object[]>> = {
  anon: [{ role: "anon" }],
  authenticated: [
    {
      ...{ sub: "0d8f3a52-6f0e-4c6b-9a51-6b5f0b1f2c01", role: "authenticated" },
      ...{ aud: "authenticated", email: "one@example.com", phone: "", aal: "aal1" },
      ...{ session_id: "a3f0c1de-9f0f-4a2e-8a55-0d1f5c3b7e01", is_anonymous: false },
      ...{ app_metadata: { provider: "email", providers: ["email"] }, user_metadata: {} },
    },
    {
      ...{ sub: "7c1e9b04-2d4a-4f7e-8f0a-91c3a0b7de02", role: "authenticated" },
      ...{ aud: "authenticated", email: "", phone: "", aal: "aal1" },
      ...{ session_id: "b7d2e4f1-1c3b-4e6f-9b77-2e4f6a8c0d02", is_anonymous: true },
      ...{ app_metadata: {}, user_metadata: {} },
    },
  ],
};

/** An error, of a missing function or a division by zero, rejects the request. */
const holds = `create or replace function pg_temp.seaworthy_holds(sql text, claims text, caller text)
  returns boolean language plpgsql as $$
  declare result boolean;
  begin
    perform set_config('request.jwt.claims', claims, true),
      set_config('search_path', '"$user", public, extensions', true);
    perform set_config('role', caller, true);
    execute sql into result;
    perform set_config('role', 'none', true);
    return coalesce(result, false);
  exception when others then return false;
  end $$`;

/**
 * Notes which expressions of policies let every row through, for every caller of a role that the
 * policy is for: `1 = 1`, `coalesce(true, …)`, `owner = owner`, "has signed in". PostgreSQL itself
 * evaluates them, for all values of the parts that depend on rows.
 *
 * @param engine with the schema, or a new one: then functions of the team are not evaluated.
 */
export async function withAlwaysTrue<Part extends Pick<Schema, "policies" | "tables" | "roles">>(
  engine: PGlite,
  schema: Part,
): Promise<Part> {
  if (schema.policies.length === 0) return schema;
  await engine.exec(holds);
  const safe = await safeFunctions(async (sql) => (await engine.query<Row>(sql)).rows);
  const policies: RowPolicy[] = [];
  for (const policy of schema.policies) {
    const surroundings = { table: policy.table, required: requiredIn(schema, policy), safe };
    const judge = (sql: string | undefined) =>
      sql === undefined ? false : isAlwaysTrue(engine, sql, surroundings, rolesOf(schema, policy));
    const alwaysTrue = { using: await judge(policy.using), check: await judge(policy.check) };
    policies.push({ ...policy, alwaysTrue });
  }
  return { ...schema, policies };
}

type Row = Readonly<Record<string, unknown>>;

function requiredIn({ tables }: Pick<Schema, "tables">, policy: RowPolicy): ReadonlySet<string> {
  const table = tables.find(
    ({ schema, name }) => schema === policy.schema && name === policy.table,
  );
  const required = (table?.columns ?? []).filter(({ notNull }) => notNull);
  return new Set(required.map(({ name }) => name));
}

/** A policy also applies to the members of its roles. */
function rolesOf({ roles }: Pick<Schema, "roles">, policy: RowPolicy): readonly ApiRole[] {
  return (["anon", "authenticated"] as const).filter((caller) => {
    const groups = roles.find(({ name }) => name === caller)?.memberOf ?? [];
    return ["public", caller, ...groups].some((role) => policy.roles.includes(role));
  });
}

async function isAlwaysTrue(
  engine: PGlite,
  expression: string,
  surroundings: Surroundings,
  roles: readonly ApiRole[],
): Promise<boolean> {
  if (roles.length === 0) return false;
  const sql = await questionOf(expression, surroundings);
  if (sql === undefined) return false;
  for (const role of roles) {
    const results: boolean[] = [];
    for (const claims of callers[role]) {
      const values = [sql, JSON.stringify(claims), role];
      const { rows } = await engine.query<Row>(
        "select pg_temp.seaworthy_holds($1, $2, $3) as holds",
        values,
      );
      results.push(rows[0]?.holds === true);
    }
    if (results.every(Boolean)) return true;
  }
  return false;
}

/** A query that says whether the expression is true for all values of its variables. */
async function questionOf(
  expression: string,
  surroundings: Surroundings,
): Promise<string | undefined> {
  const [{ parse }, { deparseSync }] = await Promise.all([
    import("libpg-query"),
    import("pgsql-deparser"),
  ]);
  const print = (node: unknown): string => deparseSync(node as never);
  const tree = await parse(`select ${expression}`);
  const select = at(listAt(tree, "stmts")[0], "stmt", "SelectStmt");
  const target = at(listAt(select, "targetList")[0], "ResTarget", "val");
  const { node, variables } = booleanFormOf(target, surroundings, print);
  if (variables > mostVariables) return undefined;
  const rows = Array.from(
    { length: variables },
    (_, index) => `(values (true), (false)) as r${index} (v${index})`,
  );
  const from = rows.length === 0 ? "" : ` from ${rows.join(" cross join ")}`;
  return `select bool_and(coalesce((${print(node)})::boolean, false))${from}`;
}
