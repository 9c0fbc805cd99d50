/** Roles of PostgreSQL and Supabase that may read or change everything. */
export const administrators: readonly string[] = [
  "postgres",
  "supabase_admin",
  "supabase_auth_admin",
  "supabase_storage_admin",
  "supabase_realtime_admin",
  "supabase_replication_admin",
  "supabase_etl_admin",
  "supabase_functions_admin",
  "supabase_read_only_user",
  "dashboard_user",
  "cli_login_postgres",
  "rds_superuser",
  "pg_read_all_data",
  "pg_write_all_data",
  "pg_execute_server_program",
  "pg_read_server_files",
  "pg_write_server_files",
  "pg_signal_autovacuum_worker",
  "pg_create_subscription",
  "pg_maintain",
  "pg_checkpoint",
];

const others = ["anon", "authenticated", "authenticator", "service_role", "pgbouncer"];

/** A role in every Supabase project: its attributes are Supabase's. */
export const isPlatformRole = (name: string): boolean =>
  administrators.includes(name) ||
  others.includes(name) ||
  /^(supabase_|pgsodium_|pg_|cli_login_|pgtle_|timescale)/.test(name);
