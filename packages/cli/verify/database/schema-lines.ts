import type { Client } from "pg";

/** Schemas that Supabase manages: a scratch database has only the parts that migrations need. */
const managed = "'information_schema', 'auth', 'storage', 'realtime', 'vault'";

/** The login's own objects, not Supabase's. */
const own = (relation: string) =>
  `pg_get_userbyid(${relation}) = current_user and n.nspname !~ '^pg_' and n.nspname not in (${managed})`;

const query = `
select format('column %s.%s.%s %s%s%s', n.nspname, c.relname, a.attname,
    format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end,
    coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '')) as line
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relkind in ('r', 'p', 'v', 'm') and ${own("c.relowner")}
union all select format('table %s.%s row security %s forced %s', n.nspname, c.relname,
    c.relrowsecurity, c.relforcerowsecurity)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${own("c.relowner")}
union all select 'index ' || pg_get_indexdef(i.indexrelid)
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  where ${own("c.relowner")}
union all select format('constraint %s.%s.%s %s', n.nspname, c.relname, k.conname,
    pg_get_constraintdef(k.oid))
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace where ${own("c.relowner")}
union all select format('policy %s.%s.%s %s %s %s %s', schemaname, tablename, policyname, cmd,
    roles, qual, with_check)
  from pg_policies
union all select format('function %s.%s(%s) %s', n.nspname, p.proname,
    pg_get_function_identity_arguments(p.oid), md5(pg_get_functiondef(p.oid)))
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where p.prokind in ('f', 'p') and ${own("p.proowner")}
  and not exists (select from pg_depend x where x.objid = p.oid and x.deptype = 'e')
union all select 'trigger ' || pg_get_triggerdef(t.oid)
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
  where not t.tgisinternal and ${own("c.relowner")}
order by 1`;

/**
 * The schema that a login owns, one line per object: databases with the same lines have the same
 * schema.
 */
export async function schemaLines(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ line: string }>(query);
  return rows.map(({ line }) => line);
}

/** Lines that only one of them has, at most a few. */
export function differencesOf(
  expected: readonly string[],
  found: readonly string[],
): readonly string[] {
  const lacks = (lines: readonly string[]) => {
    const there = new Set(lines);
    return (line: string) => !there.has(line);
  };
  return [
    ...expected.filter(lacks(found)).map((line) => `missing: ${line}`),
    ...found.filter(lacks(expected)).map((line) => `not declared: ${line}`),
  ];
}

const most = 5;

export const differencesText = (differences: readonly string[]): string =>
  differences.length <= most
    ? differences.join("; ")
    : `${differences.slice(0, most).join("; ")}; and ${differences.length - most} more`;
