import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type PackagedPostgres, packagedPostgres } from "@seaworthy/toolchain/services";
import { expect, it } from "vitest";
import { findDatabaseBinaries } from "./binaries.ts";
import { installPostgres } from "./install-postgres.ts";

it("finds PostgreSQL of Supabase's major version, its programs in one folder", async () => {
  const directory = mkdtempSync(join(tmpdir(), "sea-"));
  const { postgres, initdb, pgbouncer, version } = await findDatabaseBinaries(directory);
  expect(dirname(initdb)).toBe(dirname(postgres));
  expect(pgbouncer).toMatch(/\/pgbouncer$/);
  expect(version).toMatch(/^17\./);
});

it("moves PostgreSQL to where the servers' user can read it if the cache folder is not writable", async () => {
  const directory = mkdtempSync(join(tmpdir(), "sea-"));
  const packaged = packagedPostgres();
  expect(packaged).toBeDefined();
  const file = join(directory, "no-folder");
  writeFileSync(file, "");
  const bin = await installPostgres(packaged as PackagedPostgres, [file, directory]);
  expect(bin.startsWith(directory)).toBe(true);
  const control = readFileSync(
    join(bin, "../share/postgresql/extension/moddatetime.control"),
    "utf8",
  );
  expect(control).toContain("trusted = true");
});
