/**
 * Extensions that Supabase offers and PGlite lacks: enough of each for migrations to run, so that
 * what depends on it can be judged. Their results are never read.
 */
interface StandInExtension {
  /** The schema that it requires. */
  readonly schema?: string;
  readonly sql: string;
}

/** A type stored as text that accepts any modifier, such as `geometry(Point, 4326)`. */
const type = (name: string) => `
  create type ${name};
  create function ${name}_in(cstring) returns ${name} language internal strict immutable as 'textin';
  create function ${name}_out(${name}) returns cstring language internal strict immutable as 'textout';
  create function ${name}_typmod(cstring[]) returns integer language sql immutable as 'select 0';
  create type ${name} (input = ${name}_in, output = ${name}_out, typmod_in = ${name}_typmod, like = text);
  create cast (text as ${name}) without function;
  create cast (${name} as text) without function;`;

const returning = (result: string, ...signatures: readonly string[]) =>
  signatures
    .map(
      (signature) =>
        `create function ${signature} returns ${result} language sql as $$ select null::${result} $$;`,
    )
    .join("\n");

/** Such an index is created as a B-tree: lints only check that it exists. */
const accessMethod = (name: string) =>
  `create access method ${name} type index handler pg_catalog.bthandler;`;

const operatorClass = (name: string, on: string, method: string) => `
  create function ${name}_${method}_cmp(${on}, ${on}) returns integer language internal immutable as 'bttextcmp';
  create operator class ${name} for type ${on} using ${method} as function 1 ${name}_${method}_cmp(${on}, ${on});`;

const vectorClasses = ["hnsw", "ivfflat"].flatMap((method) =>
  ["vector", "halfvec", "sparsevec"].flatMap((on) =>
    ["l2", "ip", "cosine", "l1"].map((distance) =>
      operatorClass(`${on}_${distance}_ops`, on, method),
    ),
  ),
);

const queue = `
  create table meta (queue_name varchar unique not null, is_partitioned boolean not null,
    is_unlogged boolean not null, created_at timestamptz not null default now());
  create function create_non_partitioned(queue_name text) returns void language plpgsql as $$
  begin
    execute format('create table pgmq.%I (msg_id bigint primary key generated always as identity,
      read_ct integer not null default 0, enqueued_at timestamptz not null default now(),
      vt timestamptz not null, message jsonb, headers jsonb)', 'q_' || queue_name);
    execute format('create table pgmq.%I (msg_id bigint primary key,
      read_ct integer not null default 0, enqueued_at timestamptz not null default now(),
      archived_at timestamptz not null default now(), vt timestamptz not null, message jsonb,
      headers jsonb)', 'a_' || queue_name);
  end $$;
  create function "create"(queue_name text) returns void language sql as $$ select pgmq.create_non_partitioned(queue_name) $$;
  create function create_unlogged(queue_name text) returns void language sql as $$ select pgmq.create_non_partitioned(queue_name) $$;
  create function create_partitioned(queue_name text, partition_interval text default '10000',
    retention_interval text default '100000') returns void language sql
    as $$ select pgmq.create_non_partitioned(queue_name) $$;
  create function drop_queue(queue_name text) returns boolean language plpgsql as $$
  begin
    execute format('drop table pgmq.%I, pgmq.%I', 'q_' || queue_name, 'a_' || queue_name);
    return true;
  end $$;
  ${returning("bigint", "send(queue_name text, msg jsonb, delay integer default 0)", "purge_queue(queue_name text)")}
  ${returning("boolean", "delete(queue_name text, msg_id bigint)", "archive(queue_name text, msg_id bigint)")}
  ${returning("jsonb", "read(queue_name text, vt integer, qty integer)", "pop(queue_name text)")}`;

const jobs = `
  create schema cron;
  create table cron.job (jobid bigserial primary key, schedule text not null, command text not null,
    nodename text not null default 'localhost', nodeport integer not null default 5432,
    database text not null default 'postgres', username text not null default current_user,
    active boolean not null default true, jobname text);
  create table cron.job_run_details (jobid bigint, runid bigserial primary key, job_pid integer,
    database text, username text, command text, status text, return_message text,
    start_time timestamptz, end_time timestamptz);
  ${returning("bigint", "cron.schedule(schedule text, command text)", "cron.schedule(job_name text, schedule text, command text)", "cron.schedule_in_database(job_name text, schedule text, command text, database text)")}
  ${returning("boolean", "cron.unschedule(job_id bigint)", "cron.unschedule(job_name text)")}
  create function cron.alter_job(job_id bigint, schedule text default null, command text default null,
    database text default null, username text default null, active boolean default null)
    returns void language sql as $$ select $$;`;

const requests = `
  create schema net;
  ${returning(
    "bigint",
    "net.http_get(url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000)",
    "net.http_post(url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000)",
    "net.http_delete(url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds integer default 5000)",
  )}`;

const standInExtensions: Readonly<Record<string, StandInExtension>> = {
  http: {
    sql: `${type("http_response")}
      ${returning("http_response", "http_get(uri varchar)", "http_post(uri varchar, content varchar, content_type varchar)")}`,
  },
  hypopg: { sql: "" },
  index_advisor: { sql: "" },
  pg_cron: { schema: "pg_catalog", sql: jobs },
  pg_graphql: { sql: "" },
  pg_hashids: { sql: returning("text", "id_encode(id bigint)", "id_encode(id bigint, salt text)") },
  pg_jsonschema: {
    sql: returning(
      "boolean",
      "json_matches_schema(schema json, instance json)",
      "jsonb_matches_schema(schema json, instance jsonb)",
    ),
  },
  pg_net: { sql: requests },
  pg_prewarm: { sql: "" },
  pg_repack: { sql: "" },
  pgaudit: { sql: "" },
  pgjwt: {
    sql: returning("text", "sign(payload json, secret text, algorithm text default 'HS256')"),
  },
  pgmq: { schema: "pgmq", sql: queue },
  pgroonga: { sql: accessMethod("pgroonga") },
  pgrowlocks: { sql: "" },
  pgsodium: { sql: "" },
  pgtap: { sql: "" },
  plpgsql_check: { sql: "" },
  postgis: { sql: ["geometry", "geography", "box2d", "box3d", "raster"].map(type).join("\n") },
  postgis_raster: { sql: "" },
  postgis_topology: { sql: "" },
  postgres_fdw: { sql: "create foreign data wrapper postgres_fdw;" },
  rum: { sql: accessMethod("rum") },
  sslinfo: { sql: "" },
  supabase_vault: { sql: "" },
  timescaledb: { sql: "" },
  vector: {
    sql: [
      ...["vector", "halfvec", "sparsevec"].map(type),
      ...["hnsw", "ivfflat"].map(accessMethod),
      ...vectorClasses,
      returning(
        "double precision",
        "cosine_distance(vector, vector)",
        "l2_distance(vector, vector)",
      ),
      ...["<->", "<#>", "<=>", "<+>"].map(
        (sign) =>
          `create operator ${sign} (leftarg = vector, rightarg = vector, function = l2_distance);`,
      ),
    ].join("\n"),
  },
  wrappers: { sql: "" },
};

const version = "1.0";

/** The files in which PostgreSQL finds the stand-ins, by name. */
export function extensionFiles(): ReadonlyMap<string, string> {
  const files = Object.entries(standInExtensions).flatMap(([name, { schema, sql }]) => {
    const place = schema === undefined ? "relocatable = false" : `schema = '${schema}'`;
    return [
      [`${name}.control`, `default_version = '${version}'\n${place}\n`],
      [`${name}--${version}.sql`, sql],
    ] as const;
  });
  return new Map(files);
}
