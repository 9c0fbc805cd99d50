-- What a statement changed: rows of the catalog that are newer than what was seen before.
-- Runs with its owner's rights: a migration may have set a role that cannot read all of it.
create schema seaworthy_tracking;
grant usage on schema seaworthy_tracking to public;

create table seaworthy_tracking.dropped (
  id bigserial primary key, kind text, schema text, name text, identity text, names text[],
  original boolean
);

create function seaworthy_tracking.note_drop() returns event_trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into seaworthy_tracking.dropped (kind, schema, name, identity, names, original)
  select object_type, schema_name, object_name, object_identity, address_names, original
  from pg_event_trigger_dropped_objects()
  where object_type in ('table', 'table column', 'view', 'materialized view', 'function',
    'procedure', 'schema', 'sequence', 'type', 'foreign table') and not is_temporary;
end
$$;
create event trigger seaworthy_note_drop on sql_drop
  execute function seaworthy_tracking.note_drop();

create function seaworthy_tracking.touched(seen bigint)
returns table (newest bigint, catalog text, id text, item jsonb)
language sql security definer set search_path = pg_catalog as $$
  select c.xmin::text::bigint, 'relation', c.oid::text, jsonb_build_object(
    'kind', c.relkind, 'schema', n.nspname, 'name', c.relname, 'rowSecurity', c.relrowsecurity,
    'forced', c.relforcerowsecurity, 'acl', c.relacl::text, 'owner', c.relowner,
    'options', c.reloptions, 'file', c.relfilenode, 'partition', c.relispartition)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.oid >= 16384 and c.xmin::text::bigint > seen and c.relkind in ('r', 'p', 'v', 'm', 'f', 'i', 'I')
  union all
  select a.xmin::text::bigint, 'column', a.attrelid || ':' || a.attnum, jsonb_build_object(
    'relation', a.attrelid::text, 'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
    'notNull', a.attnotnull, 'filled', a.atthasdef or a.attidentity <> '' or a.attgenerated <> '',
    'acl', a.attacl::text, 'dropped', a.attisdropped)
  from pg_attribute a
  where a.attrelid >= 16384 and a.attnum > 0 and a.xmin::text::bigint > seen
  union all
  select k.xmin::text::bigint, 'constraint', k.oid::text, jsonb_build_object(
    'relation', k.conrelid::text, 'name', k.conname, 'kind', k.contype, 'valid', k.convalidated,
    'columns', k.conkey, 'index', k.conindid::text, 'definition', pg_get_constraintdef(k.oid))
  from pg_constraint k where k.oid >= 16384 and k.xmin::text::bigint > seen and k.conrelid <> 0
  union all
  select x.xmin::text::bigint, 'index', x.indexrelid::text, jsonb_build_object(
    'relation', x.indrelid::text, 'name', c.relname, 'unique', x.indisunique)
  from pg_index x join pg_class c on c.oid = x.indexrelid
  where x.indexrelid >= 16384 and x.xmin::text::bigint > seen
  union all
  select p.xmin::text::bigint, 'policy', p.oid::text, jsonb_build_object(
    'relation', p.polrelid::text, 'name', p.polname, 'command', p.polcmd, 'roles', p.polroles,
    'permissive', p.polpermissive, 'using', p.polqual::text, 'check', p.polwithcheck::text)
  from pg_policy p where p.oid >= 16384 and p.xmin::text::bigint > seen
  union all
  select p.xmin::text::bigint, 'function', p.oid::text, jsonb_build_object(
    'schema', p.pronamespace, 'name', p.proname, 'definer', p.prosecdef, 'config', p.proconfig,
    'acl', p.proacl::text, 'owner', p.proowner, 'body', md5(p.prosrc))
  from pg_proc p where p.oid >= 16384 and p.xmin::text::bigint > seen
  union all
  select n.xmin::text::bigint, 'schema', n.oid::text, jsonb_build_object(
    'name', n.nspname, 'acl', n.nspacl::text)
  from pg_namespace n where (n.oid >= 16384 or n.nspname = 'public') and n.xmin::text::bigint > seen
  union all
  select e.xmin::text::bigint, 'extension', e.oid::text, jsonb_build_object(
    'name', e.extname, 'schema', e.extnamespace)
  from pg_extension e where e.oid >= 16384 and e.xmin::text::bigint > seen
  union all
  select r.xmin::text::bigint, 'role', r.oid::text, jsonb_build_object(
    'name', r.rolname, 'super', r.rolsuper, 'bypass', r.rolbypassrls, 'create', r.rolcreaterole,
    'login', r.rolcanlogin, 'password', r.rolpassword is not null)
  from pg_authid r where r.xmin::text::bigint > seen
  union all
  select s.xmin::text::bigint, 'setting', s.setrole || ':' || s.setdatabase, (
    select jsonb_object_agg(split_part(one, '=', 1), one) from unnest(s.setconfig) one)
  from pg_db_role_setting s where s.xmin::text::bigint > seen
  union all
  select m.xmin::text::bigint, 'member', m.roleid || ':' || m.member, jsonb_build_object('admin', m.admin_option)
  from pg_auth_members m where m.xmin::text::bigint > seen
  union all
  select p.xmin::text::bigint, 'publication', p.oid::text, jsonb_build_object(
    'name', p.pubname, 'all', p.puballtables)
  from pg_publication p where p.xmin::text::bigint > seen
  union all
  select p.xmin::text::bigint, 'published', p.prpubid || ':' || p.prrelid, jsonb_build_object()
  from pg_publication_rel p where p.xmin::text::bigint > seen
  union all
  select p.xmin::text::bigint, 'published', p.pnpubid || ':' || p.pnnspid, jsonb_build_object()
  from pg_publication_namespace p where p.xmin::text::bigint > seen
  union all
  select b.xmin::text::bigint, 'bucket', b.id, jsonb_build_object('public', b.public)
  from storage.buckets b where b.xmin::text::bigint > seen
  union all
  select d.xmin::text::bigint, 'dropped', d.id::text, to_jsonb(d)
  from seaworthy_tracking.dropped d where d.xmin::text::bigint > seen
$$;
