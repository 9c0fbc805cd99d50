import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pulumiVersion, type Toolchain } from "../version.ts";
import { officialPlugins } from "./official-plugins.ts";

const plugins = [{ name: "cloudflare", version: "6.22.1", entry: "unused" }];
let cacheDirectory: string;

beforeEach(() => {
  cacheDirectory = mkdtempSync(join(tmpdir(), "sea-official-"));
});
afterEach(() => rmSync(cacheDirectory, { recursive: true }));

const toolchainIn = (binDirectory: string): Toolchain => ({
  version: pulumiVersion,
  source: "official download",
  binDirectory,
});

test("downloaded plugins are found again, without the CLI", async () => {
  const installed = join(
    cacheDirectory,
    "official-plugins",
    "plugins",
    "resource-cloudflare-v6.22.1",
  );
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, "pulumi-resource-cloudflare"), "");
  const options = {
    toolchain: toolchainIn("/nowhere"),
    cacheDirectory,
    report: (line: string) => expect.fail(line),
    plugins,
  };
  const folder = await officialPlugins(options);
  expect(await officialPlugins(options)).toBe(folder);
  expect(readdirSync(folder)).toEqual(["pulumi-resource-cloudflare"]);
  expect(readlinkSync(join(folder, "pulumi-resource-cloudflare"))).toBe(
    join(installed, "pulumi-resource-cloudflare"),
  );
});

test("an unavailable plugin is named, and nothing replaces it", async () => {
  const lines: string[] = [];
  const options = {
    toolchain: toolchainIn("/nowhere"),
    cacheDirectory,
    report: (line: string) => void lines.push(line),
    plugins,
  };
  await expect(officialPlugins(options)).rejects.toMatchObject({ code: "TOOL_MISSING" });
  expect(lines).toEqual(["downloading the official plugin cloudflare 6.22.1"]);
  expect(readdirSync(join(cacheDirectory, "official-plugins", "executables"))).toEqual([]);
});
