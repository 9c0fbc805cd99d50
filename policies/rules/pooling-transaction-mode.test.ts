import { expect, test } from "vitest";
import { unknown } from "../plan/value.ts";
import { findings, planned } from "../testing/planned.ts";
import { poolingTransactionMode as rule } from "./pooling-transaction-mode.ts";

test("transaction mode is what it should be", () => {
  expect(findings(rule, planned("pooler", { poolMode: "transaction" }))).toEqual([]);
});

test("session mode is a violation", () => {
  expect(findings(rule, planned("pooler", { poolMode: "session" }))).toEqual(["violation pooler: The pooler's mode is session."]);
});

test("a mode that is not declared is a violation", () => {
  expect(findings(rule, planned("pooler", {}))).toEqual(["violation pooler: The pooler's mode is undefined."]);
});

test("a mode that is not known yet is said to be", () => {
  expect(findings(rule, planned("pooler", { poolMode: unknown }))).toEqual([
    expect.stringMatching(/^unknown pooler: poolMode of pooler is known only after/),
  ]);
});
