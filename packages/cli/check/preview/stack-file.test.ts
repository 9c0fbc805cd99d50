import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readStackFile } from "./stack-file.ts";

let directory: string;
const file = (text: string) => {
  const path = join(directory, "Pulumi.prod.yaml");
  writeFileSync(path, text);
  return path;
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sea-stack-file-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("encrypted values are removed anywhere, and their lines kept", () => {
  const text =
    "config:\n  a:plain: 1\n  a:key: { secure: v1:x }\n  a:deep: { list: [{ name: n, token: { secure: v1:y } }], on: true }\n";
  expect(readStackFile(file(text))).toEqual({
    config: { "a:plain": 1, "a:deep": { list: [{ name: "n" }], on: true } },
    encrypted: [["a:key"], ["a:deep", "list", 0, "token"]],
  });
});

test("a mistake in the YAML is reported by its line, without the text", () => {
  const refused = () => readStackFile(file("config:\n  a: 1\n  b: [sk_live_secret\n"));
  expect(refused).toThrow(/Pulumi\.prod\.yaml:\d is not valid YAML/);
  expect(refused).not.toThrow(/sk_live/);
  expect(readStackFile(join(directory, "none.yaml"))).toEqual({ config: {}, encrypted: [] });
});

test("a file without configuration is empty; one that is not a stack file is refused", () => {
  expect(readStackFile(file("encryptionsalt: v1:x\n"))).toEqual({ config: {}, encrypted: [] });
  for (const text of ["config: [1]", "config: {", "- x"]) {
    expect(() => readStackFile(file(text))).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
  }
});
