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

/** Files beside PostgreSQL's own in `share/extension`, by name. */
export function extensionFiles(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const name of privileged) {
    const file = `${name}.control`;
    const control = existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
    if (control !== "") files.set(file, trusted(control));
  }
  return files;
}

function trusted(control: string): string {
  return /^trusted\b/m.test(control) ? control : `${control.trimEnd()}\ntrusted = true\n`;
}
