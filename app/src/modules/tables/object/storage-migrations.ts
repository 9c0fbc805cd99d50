/**
 * The schema of a table's own SQLite: each version's statements, run once. They only add: an older
 * version of the Worker may run at the same time during a deployment.
 */
const versions: readonly (readonly string[])[] = [
  [
    `create table "_schema" ("version" integer primary key, "columns" text not null)`,
    `create table "_meta" ("key" text primary key, "value" text not null) without rowid`,
    `create table "rows" ("id" text primary key, "seq" integer not null)`,
    `create table "_log" ("seq" integer primary key autoincrement, "row_id" text not null, "at" integer not null)`,
    `create table "_requests" ("user_id" text, "request_id" text, "seq" integer not null, "ids" text not null, "at" integer not null,
       primary key ("user_id", "request_id")) without rowid`,
    `create index "requests_at" on "_requests" ("at")`,
    `create table "_creates" ("user_id" text not null, "at" integer not null)`,
    `create index "creates_user" on "_creates" ("user_id", "at")`,
    `create table "_schedule" ("name" text primary key, "at" integer not null) without rowid`,
  ],
  [
    `create table "_vectors" ("row_id" text primary key, "hash" text not null, "vector" blob not null)`,
    `create table "_similar" ("key" text primary key, "vector" blob not null, "least" real not null, "expires_at" integer not null)`,
  ],
];

/** Whether the table exists. Checking creates nothing in the storage. */
export function isDefined(sql: SqlStorage): boolean {
  return sql.exec(`select 1 from sqlite_master where name = '_schema'`).toArray().length > 0;
}

/**
 * Migrates the storage to the latest version. Call it only when `isDefined`, or to define the
 * table.
 */
export function migrateStorage(storage: DurableObjectStorage): void {
  const { sql } = storage;
  storage.transactionSync(() => {
    const known = isDefined(sql) ? Number(metaOf(sql, "storage_version") ?? "0") : 0;
    versions
      .slice(known)
      .flat()
      .forEach((statement) => void sql.exec(statement));
    if (known < versions.length) setMeta(sql, "storage_version", String(versions.length));
  });
}

/** Reads one of the table's own settings or counters. */
export function metaOf(sql: SqlStorage, key: string): string | undefined {
  const [row] = sql.exec<{ value: string }>(`select "value" from "_meta" where "key" = ?`, key);
  return row?.value;
}

export function setMeta(sql: SqlStorage, key: string, value: string): void {
  sql.exec(
    `insert into "_meta" values (?, ?) on conflict ("key") do update set "value" = excluded."value"`,
    key,
    value,
  );
}
