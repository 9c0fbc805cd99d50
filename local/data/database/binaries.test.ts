import { expect, it } from "vitest";
import { findDatabaseBinaries } from "./binaries.ts";

it("finds PostgreSQL off PATH, and its programs in one folder", () => {
  const { postgres, initdb, pgbouncer } = findDatabaseBinaries();
  expect(initdb.replace(/initdb$/, "postgres")).toBe(postgres);
  expect(pgbouncer).toMatch(/\/pgbouncer$/);
});
