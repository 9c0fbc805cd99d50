import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { saltOf } from "../../pulumi/stack-file.ts";
import { checkoutHome } from "./home.ts";

const before = "# ours\nencryptionsalt: v1:before=:v1:x:y==\nconfig:\n  app:size: 3\n";
const secure = `${before}  app:key:\n    secure: v1:under-before\n`;
const next = secure.replace("v1:before=", "v1:next=").replace("under-before", "under-next");
const salt = "v1:next=:v1:x:y==";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sea-passphrase-"));
  file = join(folder, "Pulumi.prod.yaml");
  writeFileSync(file, secure);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => checkoutHome(file, join(folder, "next"));
const text = () => readFileSync(file, "utf8");

test("the prepared file waits, readable only by its owner, until it is applied or discarded", () => {
  open().prepare({ passphrase: "a passphrase of the test", stackFile: next });
  expect(text()).toBe(secure);
  expect(statSync(join(folder, "next")).mode & 0o077).toBe(0);
  expect(readFileSync(join(folder, "next", "Pulumi.prod.yaml"), "utf8")).not.toContain(
    "a passphrase of the test",
  );
  open().settle(salt);
  open().settle(salt);
  expect(text()).toBe(next);
  expect(readdirSync(join(folder, "next"))).toEqual([]);
  open().prepare({ passphrase: "another", stackFile: secure });
  open().discard();
  expect(text()).toBe(next);
});

test("on another machine the state's salt is used, and the rest of the file kept", () => {
  writeFileSync(file, before);
  open().settle(salt);
  expect(text()).toBe(before.replace("v1:before=", "v1:next="));
  expect(saltOf(text())).toBe(salt);
});

test("on that machine no encrypted value of the file is lost: the error names the command to type", () => {
  expect(() => open().settle(salt)).toThrow(
    /the values in Pulumi\.prod\.yaml do not.*pulumi config set --secret/,
  );
  expect(text()).toBe(secure);
});
