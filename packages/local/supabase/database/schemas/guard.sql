-- The schemas of Supabase's services change by the services alone. There supautils gives `postgres`
-- policies and triggers on their tables, and nothing else that needs the owner; here it has its
-- rights by membership, and these triggers refuse the rest as PostgreSQL would.
create function extensions.is_platform_owner(owner oid) returns boolean
language sql stable set search_path = pg_catalog as $$
  select owner in ('supabase_admin'::regrole, 'supabase_auth_admin'::regrole, 'supabase_storage_admin'::regrole,
    'supabase_realtime_admin'::regrole, 'pgbouncer'::regrole)
$$;
-- Whose an object is after the command, wherever that has moved it.
create function extensions.owner_of(class oid, object oid) returns oid
language sql stable set search_path = pg_catalog as $$
  select relowner from pg_class where class = 'pg_class'::regclass and oid = object
  union all select proowner from pg_proc where class = 'pg_proc'::regclass and oid = object
  union all select typowner from pg_type where class = 'pg_type'::regclass and oid = object
  union all select nspowner from pg_namespace where class = 'pg_namespace'::regclass and oid = object
$$;
create function extensions.refuse_platform_change() returns event_trigger
language plpgsql set search_path = pg_catalog as $$
declare
  one record;
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    return;
  end if;
  for one in
    select command_tag, object_type, schema_name, object_identity
    from pg_event_trigger_ddl_commands()
    where (coalesce(schema_name, case object_type when 'schema' then object_identity end)
          in ('auth', 'storage', 'realtime', 'vault', 'pgbouncer')
        or extensions.is_platform_owner(extensions.owner_of(classid, objid)))
      and command_tag not in ('CREATE POLICY', 'ALTER POLICY', 'CREATE TRIGGER', 'CREATE EXTENSION', 'ALTER EXTENSION',
        'GRANT', 'REVOKE')
  loop
    if one.command_tag like 'CREATE %' and one.object_type <> 'index' then
      raise exception 'permission denied for schema %', one.schema_name using errcode = '42501';
    end if;
    raise exception 'must be owner of % %', one.object_type, one.object_identity using errcode = '42501';
  end loop;
end
$$;
create function extensions.refuse_platform_drop() returns event_trigger
language plpgsql set search_path = pg_catalog as $$
declare
  one record;
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    return;
  end if;
  for one in
    select object_type, object_identity from pg_event_trigger_dropped_objects()
    where coalesce(schema_name, case object_type when 'schema' then object_name end)
        in ('auth', 'storage', 'realtime', 'vault', 'pgbouncer')
      and object_type not in ('policy', 'trigger')
  loop
    raise exception 'must be owner of % %', one.object_type, one.object_identity using errcode = '42501';
  end loop;
end
$$;
create event trigger seaworthy_platform_change on ddl_command_end
  execute function extensions.refuse_platform_change();
create event trigger seaworthy_platform_drop on sql_drop
  execute function extensions.refuse_platform_drop();

-- No event trigger sees `reassign owned`. It moves a role's objects only where the new owner may
-- create: each of these functions belongs to one of Supabase's roles, in a schema where nobody but a
-- superuser may.
do $$
declare
  owner text;
begin
  foreach owner in array
    array['supabase_auth_admin', 'supabase_storage_admin', 'supabase_realtime_admin']
  loop
    execute format('create function pg_catalog.owned_by_%1$s() returns void begin atomic; end', owner);
    execute format('alter function pg_catalog.owned_by_%1$s() owner to %1$I', owner);
  end loop;
end
$$;
