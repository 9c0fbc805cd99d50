import type { Schema } from "./schema.ts";

/** Runs one statement on the live database and gives its rows. */
export type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Schemas that are PostgreSQL's or Supabase's own: nobody can repair what is in them. */
const foreign = `('pg_catalog', 'information_schema', 'pg_toast', 'auth', 'storage', 'realtime', 'vault', 'extensions', 'graphql', 'graphql_public',
  'supabase_functions', 'supabase_migrations', 'pgbouncer', 'cron', 'net', 'pgsodium', 'pgsodium_masks')`;

const own = `n.nspname not in ${foreign} and n.nspname not like 'pg\\_%'`;

/** The schema that a live database has, read from its catalogue; it changes nothing. */
export async function readDatabase(query: Query): Promise<Schema> {
  const part = async <Key extends keyof typeof catalogue>(key: Key) =>
    (await query(catalogue[key])).map(({ item }) => item) as unknown;
  const keys = Object.keys(catalogue) as (keyof typeof catalogue)[];
  const parts: [string, unknown][] = [];
  // One connection at a time, as people lint beside the traffic.
  for (const key of keys) parts.push([key, await part(key)]);
  return { source: "database", ...(Object.fromEntries(parts) as Omit<Schema, "source">) };
}

const columnsOf = (numbers: string, table: string) =>
  `(select coalesce(json_agg(a.attname order by k.place), '[]') from unnest(${numbers}) with ordinality k(number, place)
    join pg_attribute a on a.attrelid = ${table} and a.attnum = k.number)`;

const catalogue = {
  tables: `select json_build_object('schema', n.nspname, 'name', c.relname, 'rowSecurity', c.relrowsecurity, 'forced', c.relforcerowsecurity,
    'primaryKey', coalesce((select ${columnsOf("p.conkey", "c.oid")} from pg_constraint p where p.conrelid = c.oid and p.contype = 'p'), '[]'),
    'columns', (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum), '[]')
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)) as item
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and not c.relispartition and ${own} order by 1::text`,
  views: `select json_build_object('schema', n.nspname, 'name', c.relname, 'materialized', c.relkind = 'm',
    'securityInvoker', coalesce(c.reloptions::text ~* 'security_invoker=(true|on|1)', false),
    'readsAuth', pg_get_viewdef(c.oid) ~* '\\mauth\\.users\\M') as item
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and ${own} order by 1::text`,
  policies: `select json_strip_nulls(json_build_object('schema', n.nspname, 'table', c.relname, 'name', p.polname, 'permissive', p.polpermissive,
    'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    'roles', (select coalesce(json_agg(coalesce(r.rolname, 'public')), '[]') from unnest(p.polroles) o(oid) left join pg_roles r on r.oid = o.oid),
    'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))) as item
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace where ${own} order by 1::text`,
  functions: `select json_strip_nulls(json_build_object('schema', n.nspname, 'name', p.proname, 'securityDefiner', p.prosecdef,
    'searchPath', (select substr(s, length('search_path=') + 1) from unnest(p.proconfig) s where s like 'search_path=%'))) as item
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prokind in ('f', 'p') and ${own} and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1::text`,
  indexes: `select json_strip_nulls(json_build_object('schema', n.nspname, 'name', i.relname, 'table', c.relname, 'unique', x.indisunique,
    'where', pg_get_expr(x.indpred, x.indrelid),
    'columns', (select json_agg(pg_get_indexdef(x.indexrelid, k, true) || case when x.indoption[k - 1] & 1 = 1 then ' desc' else '' end order by k)
      from generate_series(1, x.indnkeyatts) k))) as item
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and ${own} order by 1::text`,
  foreignKeys: `select json_build_object('schema', n.nspname, 'name', k.conname, 'table', c.relname, 'columns', ${columnsOf("k.conkey", "c.oid")},
    'referencesSchema', tn.nspname, 'references', t.relname) as item
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace where k.contype = 'f' and ${own} order by 1::text`,
  grants: `select json_build_object('schema', g.schema, 'object', g.object, 'role', g.role, 'privileges', json_agg(distinct g.privilege)) as item
    from (
      select n.nspname as schema, c.relname as object, coalesce(r.rolname, 'public') as role, lower(a.privilege_type) as privilege
      from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
      left join pg_roles r on r.oid = a.grantee where c.relkind in ('r', 'p', 'v', 'm') and a.grantee <> c.relowner and ${own}
      union all
      select n.nspname, p.proname, coalesce(r.rolname, 'public'), lower(a.privilege_type)
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      left join pg_roles r on r.oid = a.grantee where a.grantee <> p.proowner and ${own}
    ) g group by g.schema, g.object, g.role order by 1::text`,
  extensions: `select json_build_object('schema', n.nspname, 'name', e.extname) as item
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname <> 'plpgsql' order by 1::text`,
} as const;
