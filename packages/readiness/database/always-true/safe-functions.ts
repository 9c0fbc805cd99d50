import type { Query } from "../catalog/query.ts";

const functions = `select n.nspname || '.' || p.proname as name,
    coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as body
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
  where n.nspname not in ('pg_catalog', 'information_schema', 'auth') and p.prokind = 'f'`;

/** Reads or changes rows, runs other statements, or may not end. */
const beyond =
  /\b(from|join|table|perform|execute|call|loop|while|for|foreach|insert|update|delete|merge|copy|pg_sleep\w*|generate_series|repeat|pg_advisory\w*)\b/i;
const safeLanguages = "and l.lanname in ('sql', 'plpgsql')";

/**
 * Functions of the team, as `schema.name`, and their text, that read no table, so that their result
 * depends only on their arguments and on the caller. One that calls another that does is not among
 * them.
 */
export async function safeFunctions(query: Query): Promise<ReadonlyMap<string, string>> {
  const rows = await query(`${functions} ${safeLanguages}`);
  const all = rows.map(({ name, body }) => ({ name: String(name), body: String(body ?? "") }));
  const unsafe = new Set(all.filter(({ body }) => beyond.test(body)).map(({ name }) => name));
  for (let size = -1; size !== unsafe.size; ) {
    size = unsafe.size;
    for (const { name, body } of all)
      if ([...unsafe].some((other) => calls(body, other))) unsafe.add(name);
  }
  return new Map(all.filter(({ name }) => !unsafe.has(name)).map(({ name, body }) => [name, body]));
}

/** Any mention of its name counts. */
const calls = (body: string, name: string): boolean =>
  body
    .toLowerCase()
    .split(/\W+/)
    .includes(name.slice(name.indexOf(".") + 1).toLowerCase());
