import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Checked,
  checkProgram,
  createProgram,
  type ForeignProgram,
} from "./testing/program.ts";

let program: ForeignProgram;
let checked: Checked;

beforeAll(async () => {
  program = createProgram("worker-on-domain");
  checked = await checkProgram(program.root, "production");
}, 240_000);

afterAll(() => program.remove());

const places = (name: string) =>
  checked.report.violations.filter((one) => one.name === name).map(({ place }) => place);

test("secrets in plain text in any program are found, by line; public values are not", () => {
  expect(checked.code).toBe(1);
  expect(checked.found.filter((one) => one.startsWith("secrets-")).sort()).toEqual([
    "secrets-no-plain-secret api SMTP_PASS",
    "secrets-no-plain-secret web API_TOKEN",
  ]);
  expect(places("SMTP_PASS")).toEqual([{ file: "index.mjs", line: 33 }]);
});

test("unknown types are listed, and hide nothing", () => {
  const types = checked.report.notCovered.map(({ type }) => type);
  for (const type of ["r2Bucket:R2Bucket", "d1Database:D1Database", "randomId:RandomId"])
    expect(
      types.some((one) => one.endsWith(type)),
      type,
    ).toBe(true);
});

test("a Worker on a custom domain is judged by the settings of that zone", () => {
  const outcome = (id: string) => checked.report.rules.find((one) => one.id === id)?.outcome;
  expect(outcome("edge-always-https")).toBe("passed");
  expect(outcome("edge-hsts")).toBe("violation");
});

test("no critical violation is false", () => {
  const critical = checked.report.violations.filter(({ rank }) => rank === "critical");
  expect(critical.map(({ rule }) => rule)).toEqual([
    "secrets-no-plain-secret",
    "secrets-no-plain-secret",
  ]);
});
