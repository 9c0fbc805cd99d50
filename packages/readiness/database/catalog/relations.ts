import { apiRoles, notOfExtension, own } from "./own.ts";

const tableAccess = `json_build_object(
  'select', ${apiRoles("has_any_column_privilege(r.oid, c.oid, 'select')")},
  'insert', ${apiRoles("has_any_column_privilege(r.oid, c.oid, 'insert')")},
  'update', ${apiRoles("has_any_column_privilege(r.oid, c.oid, 'update')")},
  'delete', ${apiRoles("has_table_privilege(r.oid, c.oid, 'delete')")},
  'truncate', ${apiRoles("has_table_privilege(r.oid, c.oid, 'truncate')")})`;

const columnAccess = `json_build_object(
  'select', ${apiRoles("has_column_privilege(r.oid, c.oid, a.attnum, 'select')")},
  'insert', ${apiRoles("has_column_privilege(r.oid, c.oid, a.attnum, 'insert')")},
  'update', ${apiRoles("has_column_privilege(r.oid, c.oid, a.attnum, 'update')")})`;

const names = (numbers: string, table: string) =>
  `(select coalesce(json_agg(a.attname order by k.place), '[]')
    from unnest(${numbers}) with ordinality k(number, place)
    join pg_attribute a on a.attrelid = ${table} and a.attnum = k.number)`;

/**
 * The printed expressions of policy `p` read its own table `c`: they name it after FROM or JOIN.
 */
const selfRead = `concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
  ~* ('\\m(from|join)\\s+[(]*(only\\s+)?' || regexp_replace(format('%I.%I', n.nspname, c.relname), '([^\\w"])', '\\\\\\1', 'g'))`;

/** Grants on table `c`, and on its columns, as they were given; to `public` is to everyone. */
const grants = `(select coalesce(json_agg(json_build_object('role', role, 'privilege', privilege,
      'columns', columns) order by role, privilege), '[]')
  from (select coalesce(r.rolname, 'public') as role, lower(a.privilege_type) as privilege,
      json_agg(held.attname order by held.attname) filter (where held.attname is not null) as columns
    from (select null::name as attname, c.relacl as acl union all
      select t.attname, t.attacl from pg_attribute t where t.attrelid = c.oid) held,
    aclexplode(held.acl) a left join pg_roles r on r.oid = a.grantee
    group by 1, 2, held.attname is null) given)`;

/** One query per list of a schema that is about relations; each row has one `item`. */
export const relationQueries = {
  tables: `select json_build_object('id', c.oid::text, 'schema', n.nspname, 'name', c.relname,
      'kind', case c.relkind when 'p' then 'partitioned table' when 'f' then 'foreign table' else 'table' end,
      'rowSecurity', c.relrowsecurity, 'forced', c.relforcerowsecurity,
      'child', exists (select from pg_inherits i where i.inhrelid = c.oid), 'access', ${tableAccess},
      'primaryKey', coalesce((select ${names("p.conkey", "c.oid")} from pg_constraint p
        where p.conrelid = c.oid and p.contype = 'p'), '[]'),
      'columns', (select coalesce(json_agg(json_build_object('id', a.attrelid || ':' || a.attnum,
          'name', a.attname, 'type', format_type(a.atttypid, null), 'notNull', a.attnotnull, 'access', ${columnAccess})
          order by a.attnum), '[]')
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)) as item
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f') and ${own("pgmq")} and ${notOfExtension("c.oid")}
    order by n.nspname, c.relname`,
  views: `select json_build_object('id', c.oid::text, 'schema', n.nspname, 'name', c.relname,
      'materialized', c.relkind = 'm',
      'securityInvoker', coalesce((select bool_or(o.option_value in ('true', 'on', 'yes', '1'))
        from pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker'), false),
      'readsUsers', exists (select from pg_rewrite w
        join pg_depend d on d.objid = w.oid and d.classid = 'pg_rewrite'::regclass
        where w.ev_class = c.oid and d.refobjid = to_regclass('auth.users')),
      'readers', ${apiRoles("has_any_column_privilege(r.oid, c.oid, 'select')")}) as item
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('v', 'm') and ${own()} and ${notOfExtension("c.oid")}
    order by n.nspname, c.relname`,
  platformTables: `select json_strip_nulls(json_build_object('id', c.oid::text, 'schema', n.nspname,
      'name', c.relname, 'grants', ${grants})) as item
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm') and n.nspname in ('auth', 'vault')
    order by n.nspname, c.relname`,
  policies: `select json_strip_nulls(json_build_object('id', p.oid::text, 'schema', n.nspname,
      'table', c.relname, 'name', p.polname, 'permissive', p.polpermissive,
      'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
        when 'd' then 'delete' else 'all' end,
      'roles', (select coalesce(json_agg(coalesce(r.rolname, 'public')), '[]')
        from unnest(p.polroles) o(oid) left join pg_roles r on r.oid = o.oid),
      'reads', (select coalesce(json_agg(distinct tn.nspname || '.' || t.relname), '[]')
        from pg_depend d join pg_class t on t.oid = d.refobjid
        join pg_namespace tn on tn.oid = t.relnamespace
        where d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.deptype = 'n'
          and d.refclassid = 'pg_class'::regclass
          and (t.oid <> c.oid or ${selfRead})),
      'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))) as item
    from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
    where ${own("storage", "realtime", "pgmq")} order by n.nspname, c.relname, p.polname`,
  indexes: `select json_strip_nulls(json_build_object('id', x.indexrelid::text, 'schema', n.nspname,
      'name', i.relname, 'table', c.relname, 'unique', x.indisunique, 'valid', x.indisvalid,
      'method', (select m.amname from pg_am m where m.oid = i.relam),
      'where', pg_get_expr(x.indpred, x.indrelid),
      'columns', (select json_agg(pg_get_indexdef(x.indexrelid, k, true)
          || case when k <= x.indnkeyatts and x.indoption[k - 1] & 1 = 1 then ' desc' else '' end
          || case when k > x.indnkeyatts then ' (included)' else '' end order by k)
        from generate_series(1, x.indnatts) k))) as item
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and ${own()} and ${notOfExtension("c.oid")}
    order by n.nspname, i.oid`,
  foreignKeys: `select json_build_object('id', k.oid::text, 'schema', n.nspname, 'name', k.conname,
      'table', c.relname, 'columns', ${names("k.conkey", "c.oid")},
      'referencesSchema', tn.nspname, 'references', t.relname,
      'toPrimaryKey', coalesce((select x.indisprimary from pg_index x where x.indexrelid = k.conindid), true)) as item
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_class t on t.oid = k.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    where k.contype = 'f' and k.conparentid = 0 and ${own()} and ${notOfExtension("c.oid")}
    order by n.nspname, c.relname, k.conname`,
} as const;
