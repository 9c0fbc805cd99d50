import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import type { PlannedResource } from "@seaworthy/readiness/plan/resource";
import { rules } from "@seaworthy/readiness/rules/table";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testState } from "../rotate/testing.ts";
import { type Experiment, outcomeOf, shown, unknown } from "./experiment.ts";
import { readResults, writeResults } from "./results/store.ts";
import { runExperiments } from "./run.ts";
import { experiments, experimentsFor } from "./table.ts";
import type { Target } from "./target.ts";

const figures = { observed: "seen" };
const limit = (count: number): PlannedResource => ({
  type: "cloudflare:index/ruleset:Ruleset",
  name: "limits",
  urn: "urn:pulumi:test::test::cloudflare:index/ruleset:Ruleset::limits",
  props: { rules: [{ ratelimit: { requestsPerPeriod: count } }] },
});

const targetWith = (resources: readonly PlannedResource[]): Target => ({
  stack: { name: "test", isLocal: true },
  kind: "local",
  state: testState(),
  resources,
  app: undefined,
  environment: {},
  origins: { http: new URL("http://localhost:9"), https: new URL("https://localhost:9") },
});

const experiment = (over: Partial<Experiment> = {}): Experiment => ({
  id: "one",
  title: "One thing",
  effect: "read-only",
  policies: ["edge-hsts"],
  seconds: 5,
  run: async (context) => {
    context.declared("ruleset");
    return [shown("The limit", true, figures)];
  },
  ...over,
});

describe("the table of experiments", () => {
  it("names existing policies, and no experiment twice", () => {
    const known = new Set(rules.map(({ id }) => id));
    const named = experiments.flatMap(({ policies }) => policies);
    expect(named.filter((policy) => !known.has(policy))).toEqual([]);
    expect(new Set(experiments.map(({ id }) => id)).size).toBe(experiments.length);
  });

  it("leaves out on staging what stops a part, and in production what takes capacity", () => {
    const effects = (kind: Parameters<typeof experimentsFor>[0]) =>
      new Set(experimentsFor(kind, undefined).map(({ effect }) => effect));
    expect(effects("local")).toContain("destructive");
    expect(effects("staging")).not.toContain("destructive");
    expect([...effects("prod")].toSorted()).toEqual(["read-only", "synthetic"]);
  });

  it("refuses unknown names, and experiments that may not run there", () => {
    expect(() => experimentsFor("local", ["nothing"])).toThrow("There is no experiment nothing.");
    const destructive = experiments.find(({ effect }) => effect === "destructive")?.id ?? "";
    expect(() => experimentsFor("prod", [destructive])).toThrow(/does not run on prod/);
  });
});

describe("an outcome", () => {
  it("is proven only if something was tried and everything passed", () => {
    const good = shown("a", true, figures);
    expect(outcomeOf([])).toBe("unknown");
    expect(outcomeOf([good])).toBe("proven");
    expect(outcomeOf([good, unknown("b", "nothing was sent")])).toBe("unknown");
    expect(outcomeOf([good, unknown("b", "why"), shown("c", false, figures)])).toBe("refuted");
  });
});

describe("a run", () => {
  let state: string;
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), "sea-verify-"));
  });
  afterEach(() => rmSync(state, { recursive: true, force: true }));
  const project = () => ({ ...findProject(), state });
  const run = (all: readonly Experiment[], resources = [limit(100)], resume = false) =>
    runExperiments({ target: targetWith(resources), experiments: all, project: project(), resume });

  it("stores each result with what it depends on", async () => {
    await run([experiment()]);
    expect(readResults(project(), "test")?.results).toMatchObject([
      {
        experiment: "one",
        outcome: "proven",
        dependsOn: [
          {
            name: "limits",
            declared: { "rules[0].ratelimit.requestsPerPeriod": expect.any(String) },
          },
        ],
      },
    ]);
  });

  it("treats what fails or does not end as unknown, and cleans up after it", async () => {
    const cleaned: string[] = [];
    const results = await run([
      experiment({
        id: "fails",
        run: async ({ cleanUp }) => {
          cleanUp(async () => cleaned.push("first made"));
          cleanUp(async () => cleaned.push("last made"));
          throw new TypeError("no answer");
        },
      }),
      experiment({ id: "hangs", seconds: 0.01, run: () => new Promise(() => {}) }),
      experiment({
        id: "leaves",
        run: async ({ cleanUp }) => {
          cleanUp(() => Promise.reject(new TypeError("still there")));
          return [shown("The limit", true, figures)];
        },
      }),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(["unknown", "unknown", "unknown"]);
    expect(cleaned).toEqual(["last made", "first made"]);
    expect(results[2]?.observations.at(-1)?.observed).toContain("still there");
  });

  it("resumes where it was interrupted, and repeats what has changed since", async () => {
    let tries = 0;
    const counted = experiment({
      run: async (context) => {
        tries += 1;
        context.declared("ruleset");
        return [shown("The limit", true, figures)];
      },
    });
    await run([counted]);
    const before = readResults(project(), "test");
    if (before === undefined) return expect.fail("Nothing was stored.");
    const { endedAt: _, ...cutOff } = before.run;
    writeResults(project(), { ...before, run: cutOff });
    await run([counted], [limit(100)], true);
    expect(tries).toBe(1);
    writeResults(project(), { ...before, run: cutOff });
    await run([counted], [limit(200)], true);
    expect(tries).toBe(2);
    await run([counted], [limit(200)], true);
    expect(tries).toBe(3);
  });
});
