import type { PGlite } from "@electric-sql/pglite";
import { at, listAt } from "../migrations/syntax.ts";
import type { ApiRole, RowPolicy, Schema } from "../schema.ts";
import { booleanFormOf } from "./boolean-form.ts";
import { safeFunctions } from "./safe-functions.ts";
import { type SampledColumn, sampledFormOf } from "./sampled-form.ts";
import type { Surroundings } from "./surroundings.ts";

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
    const surroundings = { ...tableOf(schema, policy), safe };
    const judge = (sql: string | undefined) =>
      sql === undefined ? false : isAlwaysTrue(engine, sql, surroundings, rolesOf(schema, policy));
    const alwaysTrue = { using: await judge(policy.using), check: await judge(policy.check) };
    policies.push({ ...policy, alwaysTrue });
  }
  return { ...schema, policies };
}

type Row = Readonly<Record<string, unknown>>;

/** The policy's table, as far as its expressions are concerned. */
function tableOf({ tables }: Pick<Schema, "tables">, { schema, table }: RowPolicy) {
  const found = tables.find((one) => one.schema === schema && one.name === table);
  const columns = found?.columns ?? [];
  return {
    ...{ schema, table },
    columns: new Map(columns.map(({ name, type }) => [name, type])),
    required: new Set(columns.filter(({ notNull }) => notNull).map(({ name }) => name)),
  };
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
  for (const sql of await questionsOf(expression, surroundings))
    for (const role of roles) if (await holdsFor(engine, sql, role)) return true;
  return false;
}

async function holdsFor(engine: PGlite, sql: string, role: ApiRole): Promise<boolean> {
  for (const claims of callers[role]) {
    const { rows } = await engine.query<Row>(
      "select pg_temp.seaworthy_holds($1, $2, $3) as holds",
      [sql, JSON.stringify(claims), role],
    );
    if (rows[0]?.holds !== true) return false;
  }
  return true;
}

/**
 * Queries of which each says whether the expression is true: for all values of its variables, and
 * for typical values of its columns.
 */
async function questionsOf(expression: string, surroundings: Surroundings): Promise<string[]> {
  const [{ parse }, { deparseSync }] = await Promise.all([
    import("libpg-query"),
    import("pgsql-deparser"),
  ]);
  const print = (node: unknown): string => deparseSync(node as never);
  const tree = await parse(`select ${expression}`);
  const select = at(listAt(tree, "stmts")[0], "stmt", "SelectStmt");
  const target = at(listAt(select, "targetList")[0], "ResTarget", "val");
  const { table } = surroundings;
  const forms = [
    { ...booleanFormOf(target, surroundings, print), columns: [] },
    sampledFormOf(target, surroundings, print),
  ];
  return forms.flatMap((form) => {
    if (form === undefined || form.variables > mostVariables) return [];
    const { node, variables, columns } = form;
    const from = [...rowsOf(columns, table), ...Array.from({ length: variables }, variableAt)];
    const rows = from.length === 0 ? "" : ` from ${from.join(" cross join ")}`;
    return [`select bool_and(coalesce((${print(node)})::boolean, false))${rows}`];
  });
}

const variableAt = (_: unknown, index: number): string =>
  `(values (true), (false)) as r${index} (v${index})`;

/** All combinations of values, as rows of the policy's table. */
function rowsOf(columns: readonly SampledColumn[], table: string): string[] {
  if (columns.length === 0) return [];
  const lists = columns.map(({ name, type, values }, index) => {
    const all = values.map((value) => `(${literal(value)}::${type})`).join(", ");
    return `(values ${all}) as c${index} (${quoted(name)})`;
  });
  return [`(select * from ${lists.join(" cross join ")}) as ${quoted(table)}`];
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const literal = (value: string | null): string =>
  value === null ? "null" : `E'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
