-- Roles, default privileges and extensions of a new project on Supabase, and what the pooler asks. Runs once, in one transaction
-- with the other files of this folder, as supabase_admin.

-- Roles. `postgres` is no superuser there, so a migration that needs one fails here too.
create role postgres login createdb createrole replication bypassrls;
create role anon nologin;
create role authenticated nologin;
create role service_role nologin bypassrls;
create role authenticator login noinherit;
create role supabase_auth_admin nologin noinherit createrole;
create role supabase_storage_admin nologin noinherit createrole;
create role supabase_realtime_admin nologin noinherit;
create role supabase_read_only_user login bypassrls;
create role supabase_functions_admin nologin noinherit createrole;
create role supabase_replication_admin login replication;
create role supabase_etl_admin login replication;
create role pgsodium_keyiduser nologin;
create role pgsodium_keyholder nologin;
create role pgsodium_keymaker nologin;
create role dashboard_user nologin createdb createrole replication;
create role pgbouncer login;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
-- So that `postgres` may make policies and triggers on their tables, as supautils lets it;
-- guard.sql refuses the rest.
grant supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin to postgres
  with inherit true, set false;
grant anon, authenticated, service_role to supabase_storage_admin;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
grant pg_read_all_data, pg_monitor to supabase_read_only_user;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role supabase_read_only_user set default_transaction_read_only = on;
alter role supabase_auth_admin set search_path = 'auth';

alter database postgres owner to postgres;

-- Settings that only a superuser may give to a role, and that Supabase lets `postgres` set (supautils.privileged_role_allowed_configs).
do $$
declare
  name text;
begin
  foreach name in array array[
    'pgrst.db_schemas', 'pgrst.db_extra_search_path', 'pgrst.db_max_rows', 'pgrst.db_pre_request', 'pgrst.db_pool',
    'pgrst.db_aggregates_enabled', 'pgrst.db_plan_enabled', 'pgrst.db_tx_end', 'pgrst.db_anon_role', 'pgrst.db_hoisted_tx_settings',
    'pgrst.openapi_mode', 'pgrst.openapi_security_active', 'pgrst.openapi_server_proxy_uri', 'pgrst.jwt_secret', 'pgrst.jwt_aud',
    'pgrst.jwt_role_claim_key', 'pgrst.jwt_secret_is_base64', 'pgrst.server_timing_enabled', 'pgrst.server_trace_header', 'pgrst.server_cors_allowed_origins',
    'session_replication_role', 'track_io_timing', 'wal_compression', 'log_lock_waits', 'log_min_messages',
    'log_min_duration_statement', 'log_parameter_max_length', 'log_replication_commands', 'log_statement', 'log_temp_files',
    'auto_explain.log_analyze', 'auto_explain.log_buffers', 'auto_explain.log_format', 'auto_explain.log_min_duration',
    'auto_explain.log_nested_statements', 'auto_explain.log_timing', 'auto_explain.log_verbose',
    'pg_stat_statements.track', 'pg_stat_statements.track_utility', 'pg_stat_statements.track_planning',
    'pgaudit.log', 'pgaudit.log_catalog', 'pgaudit.log_client', 'pgaudit.log_level', 'pgaudit.log_relation', 'pgaudit.log_rows',
    'pgaudit.log_statement', 'pgaudit.log_statement_once', 'pgaudit.role', 'pg_net.batch_size', 'pg_net.ttl',
    'plan_filter.statement_cost_limit', 'plan_filter.limit_select_only', 'safeupdate.enabled'
  ] loop
    execute 'grant set on parameter ' || name || ' to postgres';
  end loop;
end
$$;

-- Extensions live in a schema of their own, which is on everybody's search path.
create schema extensions;
-- A role that has a privilege somewhere cannot be dropped: Supabase reserves authenticator for itself.
grant usage on schema extensions to postgres, anon, authenticated, service_role, dashboard_user, authenticator;
grant create on schema extensions to postgres;
create extension "uuid-ossp" with schema extensions;
create extension pgcrypto with schema extensions;
create extension pg_stat_statements with schema extensions;
grant all on all functions in schema extensions to postgres with grant option;
grant all on all functions in schema extensions to dashboard_user;

-- Schema public: PostgREST's roles reach what migrations create, and row level security decides.
grant usage on schema public to postgres, anon, authenticated, service_role;
grant all on schema public to postgres;
alter default privileges for role postgres in schema public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public grant all on sequences to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public grant all on sequences to postgres, anon, authenticated, service_role;

-- The pooler looks the roles' SCRAM secrets up here; nobody else may.
create schema pgbouncer authorization pgbouncer;
create function pgbouncer.get_auth(p_usename text) returns table (username text, password text)
language sql security definer set search_path = '' as $$
  select rolname::text, case when rolvaliduntil < now() then null else rolpassword::text end
  from pg_catalog.pg_authid
  where rolname = $1 and rolcanlogin and not rolsuper
$$;
revoke all on function pgbouncer.get_auth(text) from public, anon, authenticated, service_role, postgres;
grant execute on function pgbouncer.get_auth(text) to pgbouncer;
