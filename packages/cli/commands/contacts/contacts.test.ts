import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { contacts } from "./contacts.ts";

let root: string;
let printed: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sea-contacts-"));
  for (const file of ["Pulumi.yaml", "package.json"]) writeFileSync(join(root, file), "{}");
  printed = "";
  vi.spyOn(process, "cwd").mockReturnValue(root);
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const stackFile = (config: object) =>
  writeFileSync(join(root, "Pulumi.prod.yaml"), JSON.stringify({ config }));
const head = { who: "Head", how: "mailto:head@shop.example", level: 2 };
const onCall = { who: "On call", how: "tel:112", level: 1 };

test("prints who is called, in order", () => {
  stackFile({ "seaworthy:contacts": [head, onCall] });
  contacts("prod", {});
  expect(printed).toBe("1. On call: tel:112\n2. Head: mailto:head@shop.example\n");
  printed = "";
  contacts("prod", { json: true });
  expect(JSON.parse(printed)).toEqual([onCall, head]);
});

test("says what is missing or wrong in the stack file", () => {
  stackFile({});
  expect(() => contacts("prod", {})).toThrow(/seaworthy:contacts in .*prod.yaml: is missing/);
  stackFile({ "seaworthy:contacts": [head] });
  expect(() => contacts("prod", {})).toThrow(/needs a contact of level 1/);
  expect(() => contacts("staging", {})).toThrow(/Pulumi.staging.yaml not found/);
});
