import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import { type CommandResult, createTestStack, executeIn, type TestStack } from "../harness.ts";

const run = promisify(execFile);

let copy: CheckoutCopy;
let stack: TestStack;
beforeAll(() => {
  copy = copyCheckout();
  stack = createTestStack();
});
afterAll(async () => {
  await stack?.close();
  copy?.remove();
}, 120_000);

const seaworthy = (...args: string[]): Promise<CommandResult> =>
  executeIn(copy.root, process.execPath, [copy.command, ...args], stack.environment);

async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await seaworthy(...args);
  expect(code, `${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

describe("what seaworthy add writes", { timeout: 900_000 }, () => {
  beforeAll(async () => {
    await done("add", "module", "notes");
    await done("add", "secret", "session-key", "--purpose", "signs sessions");
    const made = ["--made-at", "https://acme.example/keys", "--binding", "ACME_KEY"];
    await done("add", "secret", "acme", "--purpose", "calls Acme", ...made);
    await done("add", "policy", "worker-owner-named");
    await done("add", "migration", "add-archived-at");
    await done("add", "migration", "tasks", "--table", "tasks", "--module", "notes");
  }, 60_000);

  test("type-checks and is formatted", async () => {
    writeFileSync(
      join(copy.root, "tsconfig.program.json"),
      JSON.stringify({
        extends: "./tsconfig.json",
        include: ["infra", "policies"],
        exclude: ["**/node_modules", "**/*.test.ts"],
      }),
    );
    for (const project of ["app", "app/tsconfig.node.json", "tsconfig.program.json"])
      await run("tsc", ["--noEmit", "-p", project], { cwd: copy.root });
    await run("biome", ["check", "app/src", "infra", "policies"], { cwd: copy.root });
  });

  test("passes the policies, and its own rule is one of them", async () => {
    const report = JSON.parse(await done("check", "prod", "--format", "json")) as object;
    expect(JSON.stringify(report)).toContain("worker-owner-named");
  });

  test("is judged: a table without forced row-level security, and the broken rule", async () => {
    const sql = join(copy.root, "app/src/modules/notes/migrations/0001_notes.sql");
    const rule = join(copy.root, "policies/rules/worker-owner-named.ts");
    const [goodSql, goodRule] = [readFileSync(sql, "utf8"), readFileSync(rule, "utf8")];
    writeFileSync(sql, goodSql.replace(/^alter table .* row level security;\n/gm, ""));
    writeFileSync(rule, goodRule.replace("enabled === true", "enabled === false"));
    const { code, stdout } = await seaworthy("check", "prod");
    writeFileSync(sql, goodSql);
    writeFileSync(rule, goodRule);
    expect(code).toBe(1);
    expect(stdout).toContain("rls_disabled_in_public");
    expect(stdout).toContain("worker-owner-named");
  });

  test("serves", async () => {
    await done("up", "local");
    const { app } = JSON.parse(await done("status", "local", "--json")) as { app: { url: string } };
    const token = (await done("token", "local")).trim();
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const url = `${app.url}/rest/notes`;
    const body = JSON.stringify({ body: "first" });
    const written = await fetch(url, { method: "POST", headers, body });
    expect(written.status, await written.clone().text()).toBe(201);
    expect(await (await fetch(url, { headers })).json()).toMatchObject({
      notes: [{ body: "first" }],
      nextCursor: null,
    });
    expect((await fetch(url)).status).toBe(401);
    const stranger = `Bearer ${(await done("token", "local")).trim()}`;
    const theirs = await fetch(url, { headers: { authorization: stranger } });
    expect(await theirs.json()).toMatchObject({ notes: [] });
  });

  test("is a secret that a rotation replaces", async () => {
    expect(await done("secrets", "local")).toContain("session-key");
    expect(await done("rotate", "local", "session-key", "--dry-run")).toContain("session-key");
  });

  test("can be inspected: tables, types and Redis, with or without psql", async () => {
    expect(await done("psql", "local", "-c", "select body from notes")).toContain("first");
    const rows = await done("psql", "local", "--json", "-c", "select body from notes");
    expect(JSON.parse(rows)).toEqual([{ body: "first" }]);
    expect(await done("types", "local")).toMatch(/ notes: \{\s+Row: \{/);
    expect(await done("redis", "local", "ping")).toBe("PONG\n");
    expect(await done("open", "local", "docs")).toMatch(/^http:\/\/localhost:\d+\/docs\n$/);
  });
});
