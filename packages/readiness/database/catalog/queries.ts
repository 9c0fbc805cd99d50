import { apiRoles, notOfExtension, own } from "./own.ts";

/** One query per list of a schema that is not about relations; each row has one `item`. */
export const catalogQueries = {
  functions: `select json_strip_nulls(json_build_object('id', p.oid::text, 'schema', n.nspname,
      'name', p.proname, 'parameters', pg_get_function_identity_arguments(p.oid),
      'trigger', p.prorettype in ('trigger'::regtype, 'event_trigger'::regtype),
      'securityDefiner', p.prosecdef,
      'callers', ${apiRoles("has_function_privilege(r.oid, p.oid, 'execute')")},
      'searchPath', (select substr(s, length('search_path=') + 1)
        from unnest(p.proconfig) s where s like 'search_path=%'))) as item
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prokind in ('f', 'p') and ${own()} and ${notOfExtension("p.oid")}
    order by n.nspname, p.proname, p.oid`,
  extensions: `select json_strip_nulls(json_build_object('id', e.oid::text, 'schema', n.nspname,
      'name', e.extname, 'version', e.extversion, 'recommended',
      (select a.default_version from pg_available_extensions a
        join pg_available_extension_versions v on v.name = a.name and v.installed
        where a.name = e.extname))) as item
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    where e.extname <> 'plpgsql' order by e.extname`,
  roles: `select json_build_object('id', r.oid::text, 'schema', '', 'name', r.rolname,
      'superuser', r.rolsuper, 'bypassRowSecurity', r.rolbypassrls, 'createRole', r.rolcreaterole,
      'login', r.rolcanlogin, 'password', false,
      'memberOf', (select coalesce(json_agg(g.rolname order by g.rolname), '[]') from pg_roles g
        where g.oid <> r.oid and g.oid in (with recursive held(oid) as (
          select m.roleid from pg_auth_members m where m.member = r.oid
          union select m.roleid from pg_auth_members m join held h on m.member = h.oid)
          select oid from held)),
      'settings', (select coalesce(json_object_agg(split_part(one, '=', 1),
          substr(one, strpos(one, '=') + 1) order by s.setdatabase), '{}')
        from pg_db_role_setting s, unnest(s.setconfig) one where s.setrole = r.oid
          and s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database())))
      ) as item
    from pg_roles r where r.rolname !~ '^pg_' order by r.rolname`,
  publications: `select json_build_object('id', p.oid::text, 'schema', '', 'name', p.pubname,
      'allTables', (p.puballtables or exists (
        select from pg_publication_namespace n where n.pnpubid = p.oid)),
      'tables', (select coalesce(json_agg(t.schemaname || '.' || t.tablename order by 1), '[]')
        from pg_publication_tables t where t.pubname = p.pubname)) as item
    from pg_publication p order by p.pubname`,
  buckets: `select json_build_object('id', b.id, 'schema', 'storage', 'name', b.id,
      'public', coalesce(b.public, false), 'sizeLimited', b.file_size_limit is not null,
      'typesLimited', coalesce(cardinality(b.allowed_mime_types), 0) > 0) as item
    from storage.buckets b order by b.id`,
} as const;
