import { beforeAll, describe, expect, test } from "vitest";
import { schemaOfStack } from "./database/migrations.ts";
import { judge } from "./judge.ts";
import { harmless, type Mutation, mutations } from "./testing/mutations.ts";
import { type PlannedStack, planShipped, planStack, readStackFile } from "./testing/stack.ts";

let prod: PlannedStack;
beforeAll(async () => {
  prod = await planShipped("prod");
});

async function violations({ resources, facts }: PlannedStack): Promise<string[]> {
  const schema = await schemaOfStack(resources);
  const { results } = judge(resources, schema === undefined ? facts : { ...facts, schema });
  return results.filter(({ outcome }) => outcome === "violation").map(({ rule }) => rule.id);
}

async function mutated({ config, program }: Mutation): Promise<string[]> {
  if (program !== undefined) return violations(program(prod));
  return violations(await planStack(config?.(readStackFile("prod")) ?? {}));
}

test.each(["prod", "staging", "local"] as const)(
  "%s as shipped: no violation, nothing unknown",
  async (name) => {
    const stack = await planShipped(name);
    expect(await violations(stack)).toEqual([]);
  },
);

describe("one property of production broken", { timeout: 300_000 }, () => {
  test("there are at least 100 of them, each once, and 30 that are harmless", () => {
    expect(new Set(mutations.map(({ what }) => what)).size).toBe(mutations.length);
    expect(mutations.length).toBeGreaterThanOrEqual(100);
    expect(harmless.length).toBeGreaterThanOrEqual(30);
  });

  test("at least 95 % of them are caught, and these are the exceptions", async () => {
    const missed: string[] = [];
    for (const mutation of mutations)
      if ((await mutated(mutation)).length === 0) missed.push(mutation.what);
    expect(missed).toEqual([
      // Slower, but not wrong: the Worker's responses are then always computed.
      "app-version.cacheOptions.enabled = false",
    ]);
    expect(missed.length / mutations.length).toBeLessThanOrEqual(0.05);
  });

  test("harmless changes raise nothing", async () => {
    const raised: [string, string[]][] = [];
    for (const one of harmless) raised.push([one.what, await mutated(one)]);
    expect(raised.filter(([, rules]) => rules.length > 0)).toEqual([]);
  });
});
