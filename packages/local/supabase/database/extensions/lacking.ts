/**
 * Extensions that Supabase lets `postgres` create (`supautils.privileged_extensions` of
 * github.com/supabase/postgres) but that PostgreSQL's npm package lacks.
 */
export const lackingExtensions: readonly string[] = [
  ...["address_standardizer", "address_standardizer_data_us", "http", "hypopg", "index_advisor"],
  ...["orioledb", "pg_hashids", "pg_jsonschema", "pg_partman", "pg_repack", "pg_stat_monitor"],
  ...["pg_tle", "pgaudit", "pgmq", "pgroonga", "pgroonga_database", "pgrouting", "pgsodium"],
  ...["pgtap", "plpgsql_check", "postgis", "postgis_raster", "postgis_sfcgal"],
  ...["postgis_tiger_geocoder", "postgis_topology", "rum", "vector", "wrappers"],
];

/** Extensions that Supabase removed with PostgreSQL 17. */
export const withoutPostgres17: readonly string[] = [
  ...["pgjwt", "plcoffee", "plls", "plv8", "timescaledb"],
];
