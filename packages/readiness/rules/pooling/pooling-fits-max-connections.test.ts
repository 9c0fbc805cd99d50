import fc from "fast-check";
import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { unknown } from "../../plan/value.ts";
import { findings, planned } from "../../testing/planned.ts";
import { poolingFitsMaxConnections as rule } from "./pooling-fits-max-connections.ts";

const settings = (database: string) => planned("supabaseSettings", { projectRef: "ref", database });
const pooler = (defaultPoolSize: number) =>
  planned("pooler", { projectRef: "ref", defaultPoolSize });
const hyperdrive = (user: string, limit: number, name = user) =>
  planned(
    "hyperdrive",
    { origin: { user, database: "postgres" }, originConnectionLimit: limit },
    name,
  );

const production = settings('{"max_connections":200}');

test("a pool of 60 fits into 200 connections", () => {
  expect(findings(rule, production, pooler(60), hyperdrive("app_worker", 60))).toEqual([]);
});

test("the sum is compared, including the database's other users", () => {
  const others = 3 + 10 + 10 + 5;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 400 }),
      (size, most) => {
        expect(
          findings(rule, settings(`{"max_connections":${most}}`), pooler(size)).length === 0,
        ).toBe(size + others <= most);
      },
    ),
  );
});

test("a pool of 500 is refused with the arithmetic", () => {
  expect(findings(rule, production, pooler(500))).toEqual([
    "violation pooler: 500 connections × 1 login + 28 others = 528, but max_connections is 200.",
  ]);
});

test("each login through the pooler has its own pool", () => {
  expect(
    findings(
      rule,
      production,
      pooler(60),
      hyperdrive("one", 20),
      hyperdrive("two", 20),
      hyperdrive("three", 20),
    ),
  ).toEqual([
    "violation pooler: 60 connections × 3 logins + 28 others = 208, but max_connections is 200.",
  ]);
  expect(
    findings(rule, production, pooler(60), hyperdrive("one", 20, "a"), hyperdrive("one", 20, "b")),
  ).toEqual([]);
});

test.each([["{}"], ["not json"], ['{"max_connections":"many"}']])(
  "settings %s do not say how many connections there are",
  (database) => {
    expect(findings(rule, settings(database), pooler(1))).toEqual([
      "violation supabaseSettings: max_connections is not declared, so whether the pool fits is unknown.",
    ]);
  },
);

test("a new stack, whose project has no reference yet, is judged too", () => {
  const unborn = [
    planned("supabaseSettings", { projectRef: unknown, database: '{"max_connections":60}' }),
    planned("pooler", { projectRef: unknown, defaultPoolSize: 500 }),
  ];
  expect(findings(rule, ...unborn)).toEqual([
    expect.stringContaining("= 528, but max_connections is 60."),
  ]);
});

test("a profile says how many connections others use", () => {
  const profile = { rules: { [rule.id]: { settings: { auth: 50, restApi: 0 } } } };
  const [result] = judge([production, pooler(142)], {
    environment: "prod",
    today: "2026-11-21",
    profile,
    rules: [rule],
  }).results;
  expect(result?.findings.map(({ message }) => message)).toEqual([]);
  const [over] = judge([production, pooler(143)], {
    environment: "prod",
    today: "2026-11-21",
    profile,
    rules: [rule],
  }).results;
  expect(over?.findings.map(({ message }) => message)).toEqual([
    "143 connections × 1 login + 58 others = 201, but max_connections is 200.",
  ]);
});

test("numbers that are not known yet are reported as unknown", () => {
  expect(
    findings(
      rule,
      planned("supabaseSettings", { projectRef: "ref", database: unknown }),
      pooler(60),
    ),
  ).toEqual([expect.stringMatching(/^unknown supabaseSettings: database of/)]);
  expect(
    findings(rule, production, planned("pooler", { projectRef: "ref", defaultPoolSize: unknown })),
  ).toEqual([expect.stringMatching(/^unknown pooler: defaultPoolSize of/)]);
});
