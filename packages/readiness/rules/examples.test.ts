import { compile } from "@seaworthy/rules-language/index";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { judge } from "../judge.ts";
import { isObject, objectsIn, type PlannedObject, type PlannedValue } from "../plan/value.ts";
import { type Change, set } from "../testing/change.ts";
import {
  changed,
  type PlannedStack,
  planShipped,
  planStack,
  readStackFile,
} from "../testing/stack.ts";
import { rules } from "./table.ts";

/** The example code of a rule must satisfy that rule, and no other rule may call it dangerous. */
let prod: PlannedStack;
let shipped: ReadonlySet<string>;
beforeAll(async () => {
  prod = await planShipped("prod");
  shipped = new Set(violationsOf(prod));
});

const violated = (stack: PlannedStack): string[] =>
  violationsOf(stack).filter((id) => !shipped.has(id));

const violationsOf = ({ resources, facts }: PlannedStack): string[] =>
  judge(resources, facts)
    .results.filter(({ outcome }) => outcome === "violation")
    .map(({ rule }) => rule.id);

/** Encrypted values in examples are not real secrets. */
const inYaml = rules.filter(
  ({ example }) => example.language === "yaml" && !example.code.includes("secure:"),
);

/** Numbers that only make sense together with the rest of their section. */
const sizes = new Set(["cost-staging-smaller", "protection-paid-plan", "database-size-declared"]);

describe("the stack file with a rule's example", { timeout: 120_000 }, () => {
  const codes = Map.groupBy(inYaml, ({ example }) => example.code);

  test.each([...codes])("%s", async (code, told) => {
    // A placeholder stays a placeholder, even in an example.
    const own = code.replaceAll("example.com", "seaworthy.dev");
    const written = Object.entries(parse(own) as Record<string, PlannedValue>);
    expect(written.every(([key]) => key.startsWith("seaworthy:"))).toBe(true);
    const config = written.reduce(
      (before, [key, value]) => withAll(before, key.slice("seaworthy:".length), value),
      readStackFile("prod"),
    );
    const found = violated(await planStack(config));
    const allowed = told.some(({ id }) => sizes.has(id)) ? /^(pooling|cost)-/ : /^$/;
    expect(found.filter((id) => !allowed.test(id))).toEqual([]);
  });
});

function withAll(
  config: Record<string, unknown>,
  path: string,
  value: PlannedValue,
): Record<string, unknown> {
  if (!isObject(value)) return changed(config, path, value);
  return Object.entries(value).reduce(
    (before, [key, inner]) => withAll(before, `${path}.${key}`, inner),
    config,
  );
}

const expressionIn = /expression: '([^']*)'/;
const inExpressions = rules.flatMap(({ id, example }) => {
  const [, expression] = expressionIn.exec(example.code) ?? [];
  return expression === undefined ? [] : [[id, expression] as const];
});

test.each(inExpressions)("the expression of %s is valid at Cloudflare", (_, expression) => {
  expect(() => compile(expression)).not.toThrow();
});

const firewall = (id: string, more: PlannedObject): Change => {
  const [, expression = ""] = inExpressions.find(([one]) => one === id) ?? [];
  return (stack) => {
    const waf = stack.resources.find(({ name }) => name === "edge-waf");
    const rule = { ref: "example", enabled: true, expression, ...more };
    return set("edge-waf", "rules", [rule, ...objectsIn(waf?.props.rules)])(stack);
  };
};
const kept = (id: string): Change => {
  const [, expression = ""] = inExpressions.find(([one]) => one === id) ?? [];
  return (stack) => set("edge-cache", "rules[0].expression", expression)(onPath(stack));
};

/** The examples use their own path. */
const onPath = (stack: PlannedStack): PlannedStack => ({
  ...stack,
  facts: {
    ...stack.facts,
    app: {
      ...stack.facts.app,
      routes: [
        ...(stack.facts.app?.routes ?? []),
        {
          method: "GET",
          path: "/news",
          audience: "users",
          credentials: [],
          takesInput: true,
        },
      ],
    },
  },
});

test.each<[string, Change]>([
  ["edge-blocks-sql-injection", firewall("edge-blocks-sql-injection", { action: "block" })],
  ["edge-blocks-path-traversal", firewall("edge-blocks-path-traversal", { action: "block" })],
  ["edge-blocks-script-injection", firewall("edge-blocks-script-injection", { action: "block" })],
  ["edge-blocks-scanners", firewall("edge-blocks-scanners", { action: "block" })],
  ["edge-people-pass", firewall("edge-people-pass", { action: "block" })],
  [
    "edge-skip-opens-nothing",
    firewall("edge-skip-opens-nothing", {
      action: "skip",
      actionParameters: { ruleset: "current" },
    }),
  ],
  ["cache-nothing-personal", kept("cache-nothing-personal")],
])("the example of %s violates no rule", (_, change) => {
  expect(violated(change(prod))).toEqual([]);
});

test("an expression without lower() does not pass for the one with it", () => {
  const careless = kept("cache-nothing-personal")(prod);
  const cache = careless.resources.find(({ name }) => name === "edge-cache");
  const [rule] = objectsIn(cache?.props.rules);
  const expression = String(rule?.expression).replace(
    "lower(http.request.headers.names[*])[*]",
    "http.request.headers.names[*]",
  );
  expect(expression).not.toBe(rule?.expression);
  const changedBack = set("edge-cache", "rules[0].expression", expression)(careless);
  expect(violated(changedBack)).toContain("cache-nothing-personal");
});
