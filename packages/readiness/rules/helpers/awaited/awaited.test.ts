import { beforeAll, expect, test } from "vitest";
import { judge } from "../../../judge.ts";
import { both, type Change, set } from "../../../testing/change.ts";
import {
  changed,
  type PlannedStack,
  planStack,
  readStackFile,
  today,
} from "../../../testing/stack.ts";
import { rules } from "../../table.ts";

let prod: PlannedStack;
beforeAll(async () => {
  prod = await planStack(
    changed(readStackFile("prod"), "secrets.thirdParty", ["stripe", "stripe-webhook", "google"]),
  );
});

const empty = (binding: string): Change => set("app-version", `bindings[${binding}].text`, "");
/** The engine's view of a key that has not been supplied yet, after a year. */
const awaited = (secret: string): Change =>
  both(
    set(`secrets-${secret}`, "generation", 0),
    set(`secrets-${secret}`, "createdAt", "2025-11-21T00:00:00Z"),
  );

function violations(change: Change): string[] {
  const { resources, facts } = change(prod);
  const { results } = judge(resources, { ...facts, today });
  return results.filter(({ outcome }) => outcome === "violation").map(({ rule }) => rule.id);
}

test("keys that were not supplied yet are neither short, nor equal, nor old", () => {
  const keys = both(awaited("stripe"), awaited("stripe-webhook"), awaited("google"));
  const bindings = both(
    empty("STRIPE_SECRET_KEY"),
    empty("GOOGLE_API_KEY"),
    empty("STRIPE_WEBHOOK_SECRET"),
    empty("STRIPE_WEBHOOK_SECRET_PREVIOUS"),
  );
  expect(violations(both(keys, bindings))).toEqual([]);
});

test("a supplied one, like any other, is judged as every secret is", () => {
  expect(violations(both(awaited("stripe"), empty("GOOGLE_API_KEY")))).toEqual([
    "secrets-bound-long-enough",
  ]);
  expect(violations(both(awaited("stripe"), empty("WEBHOOK_SECRET")))).toEqual([
    "secrets-bound-long-enough",
  ]);
  expect(violations(set("secrets-stripe", "createdAt", "2025-11-21T00:00:00Z"))).toEqual([
    "secrets-rotated-in-time",
  ]);
});

test.each([
  "secrets-bound-long-enough",
  "secrets-rotated-in-time",
  "secrets-previous-within-grace",
  "secrets-distinct",
])(
  "%s judges the whole stack: Pulumi shows a resource policy neither the resource's outputs nor other resources",
  (id) => {
    expect(rules.find((rule) => rule.id === id)?.scope).toBe("stack");
  },
);
