import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInPlugins } from "@seaworthy/plugins/table";
import { forgetStack } from "@seaworthy/stack/testing/plain-environment";
import { expect, test } from "vitest";
import { requireOfficial } from "./require-official.ts";

test("a folder that does not exist, or lacks a plugin, is refused with what to do", () => {
  expect(() => requireOfficial("/nonexistent")).toThrow(/pulumi-resource-cloudflare/);
  expect(() => requireOfficial("/nonexistent")).toThrow(/PULUMI_DYNAMIC_TF_PLUGIN_CACHE_DIR/);
  const folder = mkdtempSync(join(tmpdir(), "official-"));
  const [first, ...others] = builtInPlugins.map(({ name }) => `pulumi-resource-${name}`);
  for (const name of others) writeFileSync(join(folder, name), "", { mode: 0o700 });
  writeFileSync(join(folder, first ?? ""), "", { mode: 0o600 }); // not executable
  expect(() => requireOfficial(folder)).toThrow(new RegExp(`No executable ${first} in`));
  rmSync(folder, { recursive: true });
});

test("a plugin by someone else is refused by name, and never run", () => {
  const folder = mkdtempSync(join(tmpdir(), "official-"));
  const [first = "", ...others] = builtInPlugins.map(({ name }) => `pulumi-resource-${name}`);
  const built = "\xff Go buildinf:path\tgithub.com/pulumi/pulumi-cloudflare/provider/v6/cmd/x\n";
  for (const name of others) writeFileSync(join(folder, name), built, { mode: 0o700 });
  writeFileSync(join(folder, first), "#!/bin/sh\nexit 0\n", { mode: 0o700 });
  expect(() => requireOfficial(folder)).toThrow(
    new RegExp(`^${first} in .*not an official plugin`),
  );
  writeFileSync(join(folder, first), built, { mode: 0o700 });
  expect(() => requireOfficial(folder)).not.toThrow();
  rmSync(folder, { recursive: true });
});

test("the folder of the official plugins survives the clearing of a stack's variables", () => {
  const environment = { SEAWORTHY_PARITY_PLUGINS: "/plugins", SEAWORTHY_TOKEN_FILE: "x" };
  forgetStack(environment, ["SEAWORTHY_PARITY_PLUGINS"]);
  expect(environment.SEAWORTHY_PARITY_PLUGINS).toBe("/plugins");
});
