import fc from "fast-check";
import { expect, test } from "vitest";
import { unknown } from "../plan/value.ts";
import { findings, planned } from "../testing/planned.ts";
import { otherConnections, poolingWithinMaxConnections as rule } from "./pooling-within-max-connections.ts";

const settings = (database: string) => planned("supabaseSettings", { projectRef: "ref", database });
const pooler = (defaultPoolSize: number) => planned("pooler", { projectRef: "ref", defaultPoolSize });
const hyperdrive = (user: string, limit: number, name = user) =>
  planned("hyperdrive", { origin: { user, database: "postgres" }, originConnectionLimit: limit }, name);

const production = settings('{"max_connections":200}');

test("a pool of 60 fits into 200 connections", () => {
  expect(findings(rule, production, pooler(60), hyperdrive("app_worker", 60))).toEqual([]);
});

test("the sum is what is compared, the other users of the database included", () => {
  const others = Object.values(otherConnections).reduce((sum, count) => sum + count, 0);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), (size, most) => {
      expect(findings(rule, settings(`{"max_connections":${most}}`), pooler(size)).length === 0).toBe(size + others <= most);
    }),
  );
});

test("a pool of 500 is refused with the arithmetic", () => {
  expect(findings(rule, production, pooler(500))).toEqual([
    "violation pooler: 500 connections × 1 login + 28 others = 528, and max_connections is 200.",
  ]);
});

test("each login through the pooler has a pool of its own", () => {
  expect(findings(rule, production, pooler(60), hyperdrive("one", 20), hyperdrive("two", 20), hyperdrive("three", 20))).toEqual([
    "violation pooler: 60 connections × 3 logins + 28 others = 208, and max_connections is 200.",
  ]);
  expect(findings(rule, production, pooler(60), hyperdrive("one", 20, "a"), hyperdrive("one", 20, "b"))).toEqual([]);
});

test("Hyperdrive stays within the pool, and says how far it goes", () => {
  expect(findings(rule, production, pooler(20), hyperdrive("app_worker", 21))).toEqual([
    "violation app_worker: Hyperdrive may open 21 connections to a pool of 20: the rest of them wait.",
  ]);
  const undeclared = planned("hyperdrive", { origin: { user: "u", database: "d" } });
  expect(findings(rule, production, pooler(20), undeclared)).toEqual([
    expect.stringContaining("violation hyperdrive: Hyperdrive's connection limit is not declared"),
  ]);
});

test.each([["{}"], ["not json"], ['{"max_connections":"many"}']])("settings %s do not say how many connections there are", (database) => {
  expect(findings(rule, settings(database), pooler(1))).toEqual([
    "violation supabaseSettings: max_connections is not declared, so nothing says that the pool fits into it.",
  ]);
});

test("a project without a declared pooler is a violation", () => {
  expect(findings(rule, production)).toEqual([expect.stringContaining("violation supabaseSettings: The project's pooler is not declared")]);
  expect(findings(rule, production, planned("pooler", { projectRef: "another", defaultPoolSize: 1 }))).toHaveLength(1);
});

test("a new stack, whose project has no reference yet, is judged all the same", () => {
  const unborn = [
    planned("supabaseSettings", { projectRef: unknown, database: '{"max_connections":60}' }),
    planned("pooler", { projectRef: unknown, defaultPoolSize: 500 }),
  ];
  expect(findings(rule, ...unborn)).toEqual([expect.stringContaining("= 528, and max_connections is 60.")]);
});

test("numbers that are not known yet are said to be", () => {
  expect(findings(rule, planned("supabaseSettings", { projectRef: "ref", database: unknown }), pooler(60))).toEqual([
    expect.stringMatching(/^unknown supabaseSettings: database of/),
  ]);
  expect(findings(rule, production, planned("pooler", { projectRef: "ref", defaultPoolSize: unknown }))).toEqual([
    expect.stringMatching(/^unknown pooler: defaultPoolSize of/),
  ]);
  const limit = planned("hyperdrive", { origin: { user: "u", database: "d" }, originConnectionLimit: unknown });
  expect(findings(rule, production, pooler(60), limit)).toEqual([expect.stringMatching(/^unknown hyperdrive: originConnectionLimit of/)]);
});
