import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Extensions that `postgres`, which is no superuser, may create on Supabase
 * (`supautils.privileged_extensions` of github.com/supabase/postgres) and PostgreSQL reserves for a
 * superuser unless their control file says `trusted`.
 */
const privileged = [
  ...["autoinc", "bloom", "dblink", "insert_username", "moddatetime", "pg_prewarm"],
  ...["pg_stat_statements", "pg_walinspect", "pgrowlocks", "pgstattuple", "postgres_fdw"],
  ...["refint", "sslinfo", "tcn", "dict_xsyn", "earthdistance"],
];

/** What a trusted extension's objects, which belong to the superuser, give to who creates it. */
const grants: readonly [file: string, statement: string][] = [
  [
    "postgres_fdw--1.0.sql",
    "grant usage on foreign data wrapper postgres_fdw to @extowner@ with grant option;",
  ],
  [
    "dblink--1.2.sql",
    "grant usage on foreign data wrapper dblink_fdw to @extowner@ with grant option;",
  ],
];

/** Files beside PostgreSQL's own in `share/extension`, by name. */
export function extensionFiles(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const name of privileged) {
    const file = `${name}.control`;
    const control = existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
    if (control !== "") files.set(file, trusted(control));
  }
  for (const [file, grant] of grants) {
    const script = existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
    if (script !== "") files.set(file, script.includes(grant) ? script : `${script}\n${grant}\n`);
  }
  return files;
}

function trusted(control: string): string {
  return /^trusted\b/m.test(control) ? control : `${control.trimEnd()}\ntrusted = true\n`;
}
