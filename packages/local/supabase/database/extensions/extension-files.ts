import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lackingExtensions, withoutPostgres17 } from "./lacking.ts";

/**
 * Extensions that `postgres`, which is not a superuser, may create on Supabase
 * (`supautils.privileged_extensions` of github.com/supabase/postgres) but that PostgreSQL reserves
 * for superusers unless their control file says `trusted`.
 */
const privileged = [
  ...["autoinc", "bloom", "dblink", "insert_username", "moddatetime", "pg_prewarm"],
  ...["pg_stat_statements", "pg_walinspect", "pgrowlocks", "pgstattuple", "postgres_fdw"],
  ...["refint", "sslinfo", "tcn", "dict_xsyn", "earthdistance"],
];

/**
 * Privileges on a trusted extension's objects, which the superuser owns, for the role that creates
 * it.
 */
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

/**
 * Supabase's extensions whose SQL is supplied here: their data is real, their servers do not run.
 */
export const suppliedExtensions = {
  pg_cron: { version: "1.6", control: "" },
  pg_graphql: { version: "1.5.11", control: "schema = graphql" },
  pg_net: { version: "0.20.4", control: "" },
  supabase_vault: { version: "0.3.1", control: "schema = vault" },
} as const;

export type SuppliedExtension = keyof typeof suppliedExtensions;

export function suppliedScript(name: SuppliedExtension): string {
  return readFileSync(new URL(`sql/${name}.sql`, import.meta.url), "utf8");
}

/** Files to add to PostgreSQL's `share/extension`, by name. */
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
  for (const [name, { version, control }] of Object.entries(suppliedExtensions))
    addExtension(files, name, version, control, suppliedScript(name as SuppliedExtension));
  const lacking = [...lackingExtensions, ...withoutPostgres17];
  for (const name of lacking.filter((each) => !existsSync(join(folder, `${each}.control`))))
    addExtension(files, name, "0", "", refusal(name));
  return files;
}

function addExtension(
  files: Map<string, string>,
  name: string,
  version: string,
  control: string,
  script: string,
): void {
  files.set(
    `${name}.control`,
    `default_version = '${version}'\nrelocatable = false\ntrusted = true\n${control}\n`,
  );
  files.set(`${name}--${version}.sql`, script);
}

/** A script that fails with a clear message, where PostgreSQL would report a missing file. */
function refusal(name: string): string {
  const reason = withoutPostgres17.includes(name)
    ? `Supabase does not have the extension "${name}" for PostgreSQL 17`
    : `The local database does not have the extension "${name}", which Supabase has: its program is not on this machine (docs/local-cloud/parity.md)`;
  return `do $$ begin raise exception '${reason}' using errcode = '0A000'; end $$;\n`;
}

function trusted(control: string): string {
  return /^trusted\b/m.test(control) ? control : `${control.trimEnd()}\ntrusted = true\n`;
}
