import type { Drift } from "@seaworthy/cli/drift/finding";
import { openEngine } from "@seaworthy/cli/rotate/stack/engine";
import { readEnvironment } from "@seaworthy/core/environment";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestStack, type TestStack } from "../harness.ts";
import { type LiveChange, liveChanges } from "./drift-changes.ts";

describe("seaworthy drift", { timeout: 300_000 }, () => {
  let stack: TestStack;
  let changes: readonly LiveChange[];

  const drift = async (...args: string[]) => {
    const { code, stdout, stderr } = await stack.seaworthy("drift", "local", "--json", ...args);
    expect(stderr).toBe("");
    return { code, ...(JSON.parse(stdout) as { drifts: readonly Drift[]; unread: unknown[] }) };
  };
  const lines = (drifts: readonly Drift[]) =>
    drifts.map(({ kind, name, path }) => `${kind} ${name} ${path}`.trimEnd());

  beforeAll(async () => {
    stack = createTestStack();
    await stack.up();
    const environment = readEnvironment(await stack.variables());
    const state = await openEngine({ name: "local", isLocal: true }, environment).readState();
    changes = liveChanges(state, environment);
  }, 600_000);

  afterAll(() => stack?.close(), 120_000);

  test("finds none in a stack that was just brought up", async () => {
    expect(await drift()).toMatchObject({ code: 0, drifts: [], unread: [] });
  });

  test("finds more than twenty settings that were changed at the vendors, and nothing else", async () => {
    expect(changes.length).toBeGreaterThanOrEqual(20);
    for (const { make } of changes) await make();
    const { code, drifts } = await drift();
    expect(code).toBe(1);
    const found = lines(drifts);
    for (const { what, reported } of changes)
      expect(
        found.filter((line) => reported.test(line)),
        what,
      ).not.toEqual([]);
    const explained = (line: string) => changes.some(({ reported }) => reported.test(line));
    expect(found.filter((line) => !explained(line))).toEqual([]);
  });

  test("--repair keeps what is foreign; --prune deletes it, and a second run finds nothing", async () => {
    const kept = await drift("--repair", "--yes");
    expect(kept.code).toBe(1);
    expect(new Set(kept.drifts.map(({ kind }) => kind))).toEqual(new Set(["foreign"]));
    expect(await drift("--repair", "--prune", "--yes")).toMatchObject({ code: 0, drifts: [] });
    expect(await drift()).toMatchObject({ code: 0, drifts: [], unread: [] });
  });
});
