import { expect, it } from "vitest";
import { findDatabaseBinaries } from "./binaries.ts";

it("finds PostgreSQL off PATH, and its programs in one folder", async () => {
  const { postgres, initdb, pgbouncer, version } = await findDatabaseBinaries();
  expect(initdb.replace(/initdb$/, "postgres")).toBe(postgres);
  expect(pgbouncer).toMatch(/\/pgbouncer$/);
  expect(Number.parseInt(version, 10)).toBeGreaterThanOrEqual(15);
});
