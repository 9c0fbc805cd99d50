import { expect, test } from "vitest";
import { type PlannedResource, types } from "../plan/resource.ts";
import { type PlannedObject, unknown } from "../plan/value.ts";
import { ruleOf } from "../testing/judged.ts";
import { dependencyOn, isUnchanged } from "./dependencies.ts";
import { type Proof, shownPolicies } from "./proofs.ts";
import { scoreOf } from "./score.ts";

const resource = (props: PlannedObject, secretPaths: readonly string[] = []): PlannedResource => ({
  ...{ type: types.ruleset, name: "limits", urn: "urn:limits", props },
  secretPaths: new Set(secretPaths),
});
const now = new Date("2026-11-30T12:00:00Z");
const before = resource({ rules: [{ ref: "a", count: 100 }] });

const proof = (over: Partial<Proof> = {}): Proof => ({
  ...{ experiment: "limits", outcome: "proven", at: "2026-11-29T12:00:00Z" },
  ...{ policies: ["edge-a"], dependsOn: [dependencyOn(before)] },
  ...over,
});
const provable = [{ experiment: "limits", policies: ["edge-a"] }];
const shownBy = (done: readonly Proof[], resources = [before]) =>
  shownPolicies({ provable, done, boundDays: 30 }, resources, now).get("edge-a");

test("a proof counts while it is recent and its resource is unchanged", () => {
  expect(shownBy([proof()])).toBe("proven");
  expect(shownBy([proof({ at: "2026-10-30T12:00:00Z" })])).toBe("outdated");
  expect(shownBy([proof()], [resource({ rules: [{ ref: "a", count: 200 }] })])).toBe("outdated");
  expect(shownBy([proof()], [])).toBe("outdated");
  expect(shownBy([])).toBe("unknown");
  expect(shownBy([proof({ outcome: "refuted" })])).toBe("refuted");
});

test("a policy with two experiments is proven when both are", () => {
  const two = [...provable, { experiment: "other", policies: ["edge-a"] }];
  const shown = (done: readonly Proof[]) =>
    shownPolicies({ provable: two, done, boundDays: 30 }, [before], now).get("edge-a");
  expect(shown([proof()])).toBe("unknown");
  expect(shown([proof(), proof({ experiment: "other", outcome: "refuted" })])).toBe("refuted");
  expect(shown([proof(), proof({ experiment: "other" })])).toBe("proven");
});

test("secret and unknown values are not compared, added ones are", () => {
  const props = { bindings: [{ name: "KEY", text: "s3cret" }], id: "1" };
  const known = dependencyOn(resource(props, ["bindings[0].text"]));
  expect(JSON.stringify(known)).not.toContain("s3cret");
  const rotated: PlannedObject = { bindings: [{ name: "KEY", text: "other" }], id: unknown };
  expect(isUnchanged(known, [resource(rotated, ["bindings[0].text"])])).toBe(true);
  expect(isUnchanged(known, [resource({ ...props, more: 1 }, ["bindings[0].text"])])).toBe(false);
});

test("only the relevant parts of a resource are compared, by name at any position", () => {
  const [one, other] = [
    { name: "A", text: "1" },
    { name: "B", text: "2" },
  ];
  const known = dependencyOn(resource({ bindings: [one, other] }), ["bindings[A]"]);
  expect(isUnchanged(known, [resource({ bindings: [{ ...other, text: "3" }, one] })])).toBe(true);
  expect(isUnchanged(known, [resource({ bindings: [{ ...one, text: "3" }] })])).toBe(false);
});

test("the proven score never exceeds the declared one, and unknown caps it", () => {
  const passed = (id: string) => ({ rule: ruleOf(id, "high"), outcome: "passed" as const });
  const results = [passed("edge-a"), passed("edge-b")];
  const proven = (shown: Parameters<typeof scoreOf>[1]) => scoreOf(results, shown).proven;
  expect(scoreOf(results).proven).toBeUndefined();
  expect(proven(new Map([["edge-a", "proven"]]))).toMatchObject({ value: 100, proven: 1 });
  expect(proven(new Map([["edge-a", "unknown"]]))).toMatchObject({
    ...{ value: 50, provable: 1, proven: 0 },
    open: [{ rule: "edge-a", shown: "unknown" }],
  });
  const violated = [{ ...passed("edge-a"), outcome: "violation" as const }, passed("edge-b")];
  expect(scoreOf(violated, new Map([["edge-a", "proven"]])).proven?.value).toBe(50);
});
