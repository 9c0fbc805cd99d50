import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing.ts";
import type { Toolchain } from "../version.ts";
import { launcherText, writeLauncher } from "./plugin-launcher.ts";
import { preparePulumiHome } from "./pulumi-home.ts";

const toolchain: Toolchain = {
  version: "3.0.0",
  source: "official download",
  binDirectory: "/opt/pulumi/bin",
};
const plugin = { name: "cloudflare", version: "6.0.0", entry: "packages/plugins/x.ts" };

test("the home has the CLI where the npm launcher looks, and a launcher for each plugin", async () => {
  const home = join(temporaryDirectory(), "pulumi");
  await preparePulumiHome(home, toolchain, [plugin]);
  expect(readlinkSync(join(home, "versions", "3.0.0", "bin"))).toBe("/opt/pulumi/bin");
  const launcher = join(
    home,
    "plugins",
    "resource-cloudflare-v6.0.0",
    "pulumi-resource-cloudflare",
  );
  expect(statSync(launcher).mode & 0o111).toBe(0o111);
  const before = statSync(launcher).mtimeMs;
  await preparePulumiHome(home, toolchain, [plugin]);
  expect(statSync(launcher).mtimeMs).toBe(before);
});

test("another toolchain replaces the link, and a CLI that the npm launcher put there", async () => {
  const home = temporaryDirectory();
  mkdirSync(join(home, "versions", "3.0.0", "bin"), { recursive: true });
  writeFileSync(join(home, "versions", "3.0.0", "bin", "pulumi"), "");
  for (const binDirectory of ["/one", "/two"]) {
    await preparePulumiHome(home, { ...toolchain, binDirectory }, []);
    expect(readlinkSync(join(home, "versions", "3.0.0", "bin"))).toBe(binDirectory);
  }
});

test("launchers of former versions are removed, the user's own plugins stay", async () => {
  const home = temporaryDirectory();
  await preparePulumiHome(home, toolchain, [plugin]);
  mkdirSync(join(home, "plugins", "resource-aws-v7.0.0"));
  writeFileSync(join(home, "plugins", "resource-aws-v7.0.0", "pulumi-resource-aws"), "theirs");
  await preparePulumiHome(home, toolchain, [{ ...plugin, version: "6.1.0" }]);
  expect(readdirSync(join(home, "plugins")).sort()).toEqual([
    "resource-aws-v7.0.0",
    "resource-cloudflare-v6.1.0",
  ]);
});

test("a launcher becomes the plugin: its process is Node, and gets the engine's signals", async () => {
  const root = join(temporaryDirectory(), "it's a root");
  mkdirSync(root);
  writeFileSync(
    join(root, "plugin.ts"),
    'process.on("SIGTERM", () => process.exit(7)); console.log(String(process.pid), process.argv[2] satisfies unknown); setInterval(() => {}, 1000);',
  );
  const file = join(root, "launcher");
  writeLauncher(
    file,
    launcherText(
      { ...plugin, entry: join(root, "plugin.ts") },
      { root, programs: join(root, "node_modules", ".bin"), compileCache: join(root, "cache") },
    ),
  );
  const child = spawn(file, ["127.0.0.1:9"], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  expect(line.toString()).toBe(`${child.pid} 127.0.0.1:9\n`);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([7, null]);
});

test("every built-in plugin's entry exists", async () => {
  const { builtInPlugins } = await import("@seaworthy/plugins/table");
  for (const { entry } of builtInPlugins) expect(existsSync(entry), entry).toBe(true);
});
