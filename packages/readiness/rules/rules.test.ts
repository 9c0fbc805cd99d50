import { beforeAll, describe, expect, test } from "vitest";
import { evaluate } from "../evaluate.ts";
import { judge, type Outcome } from "../judge.ts";
import { types } from "../plan/resource.ts";
import { understand } from "../plan/translate/translate.ts";
import { cache } from "../testing/cases/cache.ts";
import { database } from "../testing/cases/database.ts";
import { edge } from "../testing/cases/edge.ts";
import { errors } from "../testing/cases/errors.ts";
import { secrets } from "../testing/cases/secrets.ts";
import { ties } from "../testing/cases/ties.ts";
import { worker } from "../testing/cases/worker.ts";
import { zone } from "../testing/cases/zone.ts";
import type { Change } from "../testing/change.ts";
import { waiverFor } from "../testing/judged.ts";
import { type PlannedStack, planShipped } from "../testing/stack.ts";
import { rules } from "./table.ts";

const cases = [...cache, ...database, ...edge, ...errors, ...secrets, ...ties, ...worker, ...zone];

/**
 * Rules tested elsewhere: those about the database's schema, the one that is off in production, and
 * the one about signatures, which has a test of its own.
 */
const elsewhere = [
  "edge-load-exemption",
  ...rules
    .filter(({ needs, severity }) => needs?.includes("schema") || severity.prod === "off")
    .map(({ id }) => id),
];

let prod: PlannedStack;
beforeAll(async () => {
  prod = await planShipped("prod");
});

const same: Change = (stack) => stack;

function judged(id: string, change: Change) {
  const { resources, facts } = change(prod);
  const { results } = judge(understand(resources), {
    ...facts,
    rules: rules.filter((rule) => rule.id === id),
  });
  return results[0];
}

/** The rule's outcome when each of its violations has its own waiver. */
function waived(id: string, change: Change, expires: string): Outcome | undefined {
  const { resources, facts } = change(prod);
  const told = { ...facts, stack: "prod", rules: rules.filter((rule) => rule.id === id) };
  const waivers = evaluate({ resources }, told).violations.map((one) =>
    waiverFor(id, one.resource?.name ?? "stack", { finding: one.name, expires }),
  );
  return evaluate({ resources }, told, waivers).rules[0]?.outcome;
}

const outcome = (...args: Parameters<typeof judged>): Outcome | undefined =>
  judged(...args)?.outcome;

test("every rule has a case", () => {
  expect([...new Set([...cases.map(({ rule }) => rule), ...elsewhere])].sort()).toEqual(
    rules.map(({ id }) => id).sort(),
  );
});

describe.each(cases.map((one) => [one.rule, one] as const))(
  "%s",
  (id, { broken, given = same }) => {
    const change =
      (by: Change): Change =>
      (stack) =>
        by(given(stack));

    test("passes production as shipped; does not apply if production has nothing of its kind", () => {
      const { resources } = given(prod);
      const [rule] = rules.filter((one) => one.id === id);
      const has = resources.some(({ type }) => rule?.subjects.some((kind) => types[kind] === type));
      expect(outcome(id, given)).toBe(has ? "passed" : "not-applicable");
    });

    test("finds one broken property, and a waiver covers it", () => {
      const result = judged(id, change(broken));
      expect(result?.outcome).toBe("violation");
      expect(waived(id, change(broken), "2026-11-21")).toBe("waived");
      expect(waived(id, change(broken), "2026-11-20")).toBe("violation");
    });
  },
);

const hiding = cases.flatMap(({ rule, hidden, given = same }) =>
  hidden === undefined ? [] : [[rule, (stack: PlannedStack) => hidden(given(stack))] as const],
);

test.each(hiding)("%s reports unknown values, and never passes them", (id, change) => {
  const result = judged(id, change);
  expect(result?.outcome).toBe("unknown");
  expect(
    result?.findings.every(({ message }) => message.includes("known only after the update")),
  ).toBe(true);
});

describe.each(
  rules.filter(({ remediate }) => remediate !== undefined).map((rule) => [rule.id, rule] as const),
)("the remediation of %s", (id, rule) => {
  test("leaves a resource that passes the rule", () => {
    const { broken, given = same } = cases.find((one) => one.rule === id) ?? { broken: same };
    const { resources, facts } = broken(given(prod));
    const mended = resources.map((one) =>
      rule.subjects.some((kind) => judgesKind(kind, one.type))
        ? { ...one, props: rule.remediate?.(one) ?? one.props }
        : one,
    );
    expect(judge(mended, { ...facts, rules: [rule] }).results[0]?.outcome).toBe("passed");
  });
});

function judgesKind(kind: (typeof rules)[number]["subjects"][number], type: string): boolean {
  return types[kind] === type;
}
