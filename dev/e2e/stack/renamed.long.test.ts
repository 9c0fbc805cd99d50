import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RotationEvent } from "@seaworthy/cli/rotate/events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyCheckout } from "../../testing/checkout-copy.ts";
import { executeIn, mustSucceed } from "../harness.ts";
import { createRenamedStack, type RenamedStack, renameComponents } from "./rename-components.ts";

/** Teams may name their program's components freely: the command knows a stack by its manifest. */
describe("a stack whose components were all renamed", { timeout: 300_000 }, () => {
  let stack: RenamedStack["stack"];
  let renamed: RenamedStack["renamed"];
  let close: RenamedStack["close"] | undefined;

  beforeAll(async () => {
    ({ stack, renamed, close } = await createRenamedStack());
  }, 600_000);

  afterAll(() => close?.(), 120_000);

  const seaworthy = (...args: string[]) =>
    executeIn(renamed.root, process.execPath, [renamed.command, ...args], stack.environment);

  test("with aliases, up changes nothing, and no former name is left", async () => {
    const up = mustSucceed(await seaworthy("up", "local"));
    expect(up.stdout).toMatch(/Resources:\s+\d+ unchanged\n/);
    const urns = mustSucceed(await stack.pulumi("stack", "--show-urns")).stdout;
    expect(urns.match(/URN: \S+/g)?.length).toBeGreaterThan(50);
    expect(urns).not.toMatch(/::(secrets|database|redis|errors|app|edge)(-|\s)/);
  });

  test("rotate replaces a secret of every kind", async () => {
    const names = ["jwt", "operator-token", "database-role", "redis-cache", "sentry-dsn"];
    const { stdout } = mustSucceed(
      await seaworthy("rotate", "local", ...names, "supabase-key", "--json"),
    );
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as RotationEvent);
    expect(events.at(-1)).toMatchObject({
      event: "done",
      outcome: "rotated",
      secrets: Object.fromEntries([...names, "supabase-key"].map((name) => [name, 2])),
    });
  });

  test("status, secrets, migrate and check still work", async () => {
    const status = JSON.parse(mustSucceed(await seaworthy("status", "local", "--json")).stdout);
    expect(status).toEqual(
      JSON.parse(mustSucceed(await stack.seaworthy("status", "local", "--json")).stdout),
    );
    expect(mustSucceed(await seaworthy("secrets", "local")).stdout).toMatch(/^jwt +2 /m);
    const migrations = mustSucceed(await seaworthy("migrate", "local", "status")).stdout;
    expect(migrations.match(/^app {2}applied {2}\d/gm)?.length).toBeGreaterThan(5);
    expect(migrations).not.toMatch(/pending|orphaned/);
    const [here, there] = [
      await stack.seaworthy("check", "local", "--format", "json"),
      await seaworthy("check", "local", "--format", "json"),
    ];
    expect(there.code).toBe(here.code);
    expect(verdictOf(there.stdout)).toEqual(verdictOf(here.stdout));
  });

  test("a rotation whose engine cannot run changes nothing and leaves nothing open", async () => {
    const file = join(renamed.root, "infra", "index.ts");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, `import "./gone.ts";\n${text}`);
    const result = await seaworthy("rotate", "local", "jwt");
    writeFileSync(file, text);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("gone.ts") });
    const { stdout } = mustSucceed(await stack.pulumi("stack", "tag", "ls", "--json"));
    expect(stdout).not.toContain("seaworthy:rotation");
    expect(mustSucceed(await seaworthy("secrets", "local")).stdout).toMatch(/^jwt +2 +steady /m);
  });

  test("without aliases it is another program: a preview would replace everything", async () => {
    const other = copyCheckout();
    try {
      renameComponents(other, "another", { withAliases: false });
      const environment = await stack.variables();
      const { stdout } = mustSucceed(
        await executeIn(other.root, "pulumi", ["preview", "--json"], environment),
      );
      const { changeSummary } = JSON.parse(stdout) as { changeSummary: Record<string, number> };
      expect(changeSummary.create).toBeGreaterThan(50);
      expect(changeSummary.delete).toBeGreaterThan(50);
    } finally {
      other.remove();
    }
  });
});

/** A check's results, without the resources' names. */
const verdictOf = (json: string) => {
  const { rules, score } = JSON.parse(json) as {
    rules: { id: string; outcome: string }[];
    score: unknown;
  };
  return { outcomes: rules.map(({ id, outcome }) => `${id} ${outcome}`), score };
};
