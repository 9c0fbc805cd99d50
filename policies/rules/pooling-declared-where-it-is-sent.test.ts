import { expect, test } from "vitest";
import { unknown } from "../plan/value.ts";
import { findings, planned } from "../testing/planned.ts";
import { poolingDeclaredWhereItIsSent as rule } from "./pooling-declared-where-it-is-sent.ts";

test("settings without a pooler are what they should be", () => {
  expect(findings(rule, planned("supabaseSettings", { database: "{}" }))).toEqual([]);
});

test("a pooler in the settings is a violation, whatever it says", () => {
  expect(findings(rule, planned("supabaseSettings", { pooler: '{"pool_mode":"transaction"}' }))).toEqual([
    "violation supabaseSettings: Settings.pooler is set, and has no effect.",
  ]);
});

test("settings whose pooler is not known yet are said to be", () => {
  expect(findings(rule, planned("supabaseSettings", { pooler: unknown }))).toEqual([expect.stringMatching(/^unknown supabaseSettings: /)]);
});
