import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { describe, expect, test } from "vitest";
import { type Claim, type Proof, type Report, readClaims, reports } from "./claims.ts";

const { root } = findProject();
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** What is wrong with a proof; undefined when it exists. */
function wrongWith(proof: Proof): string | undefined {
  if ("policy" in proof)
    return read("docs/policies/policies.md").includes(proof.policy)
      ? undefined
      : `no ${proof.policy}`;
  const { test: path, title } = proof;
  if (!/\.test\.ts$/.test(path) || !existsSync(join(root, path))) return `no ${path}`;
  if (title === undefined) return undefined;
  const texts = [...read(path).matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map(([, text]) => text);
  return texts.some((text) => text?.includes(title)) ? undefined : `no "${title}" in ${path}`;
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

test("a proof that does not exist is a mistake", () => {
  const claim = { id: "000-01", claim: "A claim.", status: "met" } as const;
  const own = "dev/claims/claims.test.ts";
  const bad: Proof[] = [
    { test: "app/tests/gone.test.ts" },
    { test: "dev/claims/claims.ts" },
    { test: own, title: ["a title", "nobody has"].join(" that ") },
    { policy: "no-such-policy" },
  ];
  for (const proof of bad) expect(mistakesIn({ ...claim, shownBy: [proof] })).toHaveLength(1);
  expect(mistakesIn({ ...claim, shownBy: [{ test: own, title: "is a mistake" }] })).toEqual([]);
  expect(mistakesIn(claim)).toHaveLength(1);
  expect(mistakesIn({ ...claim, status: "not met" })).toHaveLength(1);
  expect(mistakesIn({ ...claim, status: "not met", because: "No time." })).toEqual([]);
});
