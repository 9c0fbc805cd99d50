import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { describe, expect, test } from "vitest";
import { readResults } from "../long/results.ts";
import { longRuns } from "../long/table.ts";
import { type Claim, type Proof, type Report, readClaims, reports } from "./claims.ts";

const { root } = findProject();
const read = (path: string) => readFileSync(join(root, path), "utf8");

const policies = () => read("docs/policies/policies.md");

/** What is wrong with a proof; undefined when it exists. */
function wrongWith(proof: Proof): string | undefined {
  if ("policy" in proof)
    return policies().includes(proof.policy) ? undefined : `no ${proof.policy}`;
  if ("long" in proof) return wrongWithRun(proof.long, proof.measured);
  const { test: path, title } = proof;
  if (!/\.test\.ts$/.test(path) || !existsSync(join(root, path))) return `no ${path}`;
  return titlesIn(read(path)).some((text) => text.includes(title))
    ? undefined
    : `no "${title}" in ${path}`;
}

function wrongWithRun(name: string, measured = ""): string | undefined {
  if (!longRuns.some((run) => run.name === name)) return `no long run ${name}`;
  const result = readResults()[name];
  if (result?.passed !== true) return `${name} has not passed`;
  return result.summary.includes(measured) ? undefined : `no "${measured}" in ${name}`;
}

/**
 * First arguments of calls, as titles of tests are, and first cells of rows, as `it.each` has them;
 * a skipped test shows nothing.
 */
function titlesIn(source: string): string[] {
  const calls = source.matchAll(/(\S*)[([]\s*(["`])((?:(?!\2)[^\\\n]|\\.)*)\2,/g);
  return [...calls].flatMap(([, callee = "", , text = ""]) =>
    /\.(?:skip|todo|skipIf|fails)\b/.test(callee) ? [] : text,
  );
}

function mistakesIn({ id, status, shownBy = [], because }: Claim): string[] {
  const lines = shownBy.flatMap((proof) => wrongWith(proof) ?? []);
  const isShown = status === "met" || status === "differs";
  if (isShown !== shownBy.length > 0) lines.push(`${status} with ${shownBy.length} proofs`);
  if ((status === "met") === (because !== undefined)) lines.push(`${status} and because`);
  return lines.map((line) => `${id}: ${line}`);
}

describe.each(Object.entries(reports) as [Report, number][])("the claims of %s", (report, many) => {
  const claims = readClaims(report);

  test("are all there, once and in order", () => {
    const [prefix] = claims[0]?.id.split("-") ?? [];
    const ids = Array.from(
      { length: many },
      (_, n) => `${prefix}-${String(n + 1).padStart(2, "0")}`,
    );
    expect(claims.map(({ id }) => id)).toEqual(ids);
  });

  test("name tests, titles and policies that exist, and a reason where they are not met", () => {
    expect(claims.flatMap(mistakesIn)).toEqual([]);
  });
});

test("titles are read from calls that run", () => {
  const [skip, first] = ["skip", "("];
  const source = [
    `test${first}"runs", () => {});`,
    `test.each${first}[1])${first}\n  \`two ${"$"}{n}\`,\n  () => {});`,
    `test.${skip}${first}"three", () => {});`,
    `const four = "four";`,
  ];
  expect(titlesIn(source.join("\n"))).toEqual(["runs", `two ${"$"}{n}`]);
});

test("a proof that does not exist is a mistake", () => {
  const claim = { id: "000-01", claim: "A claim.", status: "met" } as const;
  const own = "dev/claims/claims.test.ts";
  const bad: Proof[] = [
    { test: "app/tests/gone.test.ts", title: "is gone" },
    { test: "dev/claims/claims.ts", title: "the claims" },
    { test: own, title: ["a title", "nobody has"].join(" that ") },
    { policy: "no-such-policy" },
    { long: "no-such-run" },
    { long: longRuns.find(({ name }) => readResults()[name]?.passed !== true)?.name ?? "" },
    { long: "console", measured: "a figure that no run has measured" },
  ];
  for (const proof of bad) expect(mistakesIn({ ...claim, shownBy: [proof] })).toHaveLength(1);
  expect(mistakesIn({ ...claim, shownBy: [{ test: own, title: "is a mistake" }] })).toEqual([]);
  expect(mistakesIn(claim)).toHaveLength(1);
  expect(mistakesIn({ ...claim, status: "not met" })).toHaveLength(1);
  expect(mistakesIn({ ...claim, status: "not met", because: "No time." })).toEqual([]);
});
