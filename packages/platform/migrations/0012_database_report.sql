-- Up Migration

-- Not exposed by the Data API; only the service reads it.
create schema internal;
revoke all on schema internal from public;
grant usage on schema internal to service_role;

-- The database's figures for operators, in one query. It runs with its owner's rights because service_role may not read these statistics.
create function internal.database_report() returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select pg_catalog.jsonb_build_object(
    'serverVersion', pg_catalog.current_setting('server_version'),
    'sizeBytes', pg_catalog.pg_database_size(pg_catalog.current_database()),
    'connections', (
      select pg_catalog.jsonb_build_object(
        'used', count(*),
        'most', pg_catalog.current_setting('max_connections')::integer,
        'active', count(*) filter (where a.state = 'active'),
        'idle', count(*) filter (where a.state = 'idle'),
        'idleInTransaction', count(*) filter (where a.state like 'idle in transaction%'),
        'waitingForLocks', count(*) filter (where a.wait_event_type = 'Lock'),
        'longestTransactionSeconds', coalesce(max(extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)) filter (where a.backend_type = 'client backend'), 0)
      )
      from pg_catalog.pg_stat_activity a
    ),
    -- Null until enough was read for a rate to mean something.
    'indexHitRate', (
      select case when sum(idx_blks_hit + idx_blks_read) >= 10000 then round(sum(idx_blks_hit) / sum(idx_blks_hit + idx_blks_read), 4) end
      from pg_catalog.pg_statio_user_indexes
    ),
    'tableHitRate', (
      select case when sum(heap_blks_hit + heap_blks_read) >= 10000 then round(sum(heap_blks_hit) / sum(heap_blks_hit + heap_blks_read), 4) end
      from pg_catalog.pg_statio_user_tables
    ),
    'deadlocks', (select deadlocks from pg_catalog.pg_stat_database where datname = pg_catalog.current_database()),
    'tablesWithoutForcedRowLevelSecurity', (
      select coalesce(pg_catalog.jsonb_agg(c.relname order by c.relname), '[]')
      from pg_catalog.pg_class c
      where c.relnamespace = 'public'::pg_catalog.regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
    ),
    'invalidIndexes', (
      select coalesce(pg_catalog.jsonb_agg(i.indexrelid::pg_catalog.regclass::text), '[]') from pg_catalog.pg_index i where not i.indisvalid
    ),
    'lastMigration', (select name from public.pgmigrations order by run_on desc, id desc limit 1)
  )
$$;

revoke all on function internal.database_report() from public, anon, authenticated, service_role;
grant execute on function internal.database_report() to service_role;

-- Down Migration

drop function internal.database_report();
drop schema internal;
