import { SeaworthyError } from "@seaworthy/core/errors";
import { afterEach, expect, test, vi } from "vitest";
import type { MigratedDatabase } from "../../migrate/databases.ts";
import { migrate, printEach } from "./migrate.ts";
import type { DatabaseResult } from "./results.ts";

afterEach(() => vi.restoreAllMocks());

function capture(): () => string {
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  return () => written.mock.calls.map(([text]) => String(text)).join("");
}

const database = (name: string): MigratedDatabase => ({ name, sources: [], access: {} });
const applied: DatabaseResult = {
  database: "app",
  direction: "up",
  dryRun: false,
  migrations: [{ name: "0001_posts@feed", state: "applied" }],
};

test("production's migrations are not reverted without --allow-data-loss, not even with --yes", async () => {
  for (const version of ["0", "0010"])
    await expect(migrate("prod", "down", version, { yes: true })).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringMatching(/is production.*--allow-data-loss\. Nothing was changed/),
    });
});

test("lines are for people, --json is for programs", async () => {
  const lines = capture();
  await printEach([database("app")], () => Promise.resolve(applied), {});
  expect(lines()).toBe("app  applied  0001_posts@feed\n");
  vi.restoreAllMocks();
  const json = capture();
  await printEach([database("app")], () => Promise.resolve(applied), { json: true });
  expect(JSON.parse(json())).toEqual([applied]);
});

test("when a database fails, the JSON still lists those that were migrated before it", async () => {
  const json = capture();
  const act = ({ name }: MigratedDatabase) =>
    name === "app"
      ? Promise.resolve(applied)
      : Promise.reject(new SeaworthyError("MIGRATION_FAILED", "failed"));
  const both = [database("app"), database("reports")];
  await expect(printEach(both, act, { json: true })).rejects.toMatchObject({
    code: "MIGRATION_FAILED",
  });
  expect(JSON.parse(json())).toEqual([applied]);
});

test("a dry run shows the SQL of each migration, and a status its state", async () => {
  const lines = capture();
  const dry = { ...applied, dryRun: true, migrations: [pending] };
  await printEach([database("app")], () => Promise.resolve(dry), {});
  const status = { ...applied, direction: "status" as const, migrations: [pending] };
  await printEach([database("app")], () => Promise.resolve(status), {});
  expect(lines()).toBe(
    "-- app  up  0002_notes\ncreate table notes ();\n\napp  pending  0002_notes\n",
  );
});

const pending = { name: "0002_notes", state: "pending", sql: "create table notes ();" } as const;
