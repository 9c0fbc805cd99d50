import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../testing.ts";
import { checkDisk } from "./disk.mjs";
import { Failure, failureFromOutput } from "./failure.mjs";
import { withCheckoutLock } from "./lock.mjs";
import { describeOldNode, isOlder, oldestForBootstrap } from "./node-version.mjs";
import { arePackagesInstalled, installPackages, npmCommand, withoutNpmScope } from "./packages.mjs";
import { createProgress } from "./progress.mjs";
import { buildSdks } from "./sdks.mjs";

const silent = () => {};

test.each([
  ["12.22.9", "18.0.0", true],
  ["18.0.0", "18.0.0", false],
  ["22.9.0", "22.18.0", true],
  ["24.0.0-nightly", "22.18.0", false],
])("Node.js %s is older than %s: %s", (version, oldest, expected) => {
  expect(isOlder(version, oldest)).toBe(expected);
});

test("an old Node.js is told where to get a current one", () => {
  expect(describeOldNode("16.20.2", oldestForBootstrap)).toMatch(
    /^Node\.js 16\.20\.2 runs this, and 18\.0\.0 or later is needed\. Install .*https:\/\/nodejs\.org/,
  );
  expect(describeOldNode("20.0.0", oldestForBootstrap)).toBeUndefined();
});

test("the command itself stops on an old Node.js, before it loads what that cannot parse", () => {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"16.20.2"})`;
  const result = spawnSync(
    process.execPath,
    [
      "--import",
      pretend,
      join(findProject().root, "packages", "toolchain", "bootstrap.mjs"),
      "start",
    ],
    {
      encoding: "utf8",
    },
  );
  expect(result.stderr).toMatch(/^error NODE_TOO_OLD: Node\.js 16\.20\.2/);
  expect(result.status).toBe(1);
});

test("an unknown command is a usage error", () => {
  const result = spawnSync(
    process.execPath,
    [join(findProject().root, "packages", "toolchain", "bootstrap.mjs"), "strat"],
    { encoding: "utf8" },
  );
  expect(result.stderr).toMatch(
    /^error USAGE: node packages\/toolchain\/bootstrap\.mjs start\|check\|test\|/,
  );
  expect(result.status).toBe(2);
});

test("too little disk space is an error that says how much is needed", () => {
  const disk = (bytes: number) => () => ({ bavail: bytes / 4096, bsize: 4096 });
  expect(checkDisk("/x", false, disk(3e9))).toBe("3.0 GB free");
  expect(() => checkDisk("/x", false, disk(1e9))).toThrow(
    expect.objectContaining({ code: "DISK_FULL" }),
  );
  expect(checkDisk("/x", true, disk(1e9))).toBe("1.0 GB free");
});

test.each([
  ["npm error code ENOSPC", "DISK_FULL"],
  ["npm error code EACCES", "PERMISSION_DENIED"],
  ["npm error code ENOTFOUND", "TOOL_MISSING"],
])("%s becomes %s", (line, code) => {
  expect(failureFromOutput("npm ci", [line])).toMatchObject({ code });
});

test("the outer npm's scope does not reach the inner one; its registry does", () => {
  const environment = {
    npm_config_workspace: "ops",
    npm_config_omit: "dev",
    NPM_CONFIG_PREFIX: "/p",
    npm_config_registry: "http://r",
    PATH: "/bin",
  };
  expect(withoutNpmScope(environment)).toEqual({ npm_config_registry: "http://r", PATH: "/bin" });
  expect(npmCommand({ npm_execpath: "/lib/npm/bin/npm-cli.js" })).toEqual([
    process.execPath,
    "/lib/npm/bin/npm-cli.js",
  ]);
  expect(npmCommand({ npm_execpath: "/usr/bin/yarn.js" })).toEqual(["npm"]);
});

/** A checkout whose only package is its own workspace: npm ci needs no registry for it. */
function smallCheckout(): string {
  const root = temporaryDirectory();
  mkdirSync(join(root, "part"));
  writeFileSync(
    join(root, "part", "package.json"),
    JSON.stringify({ name: "part", version: "1.0.0" }),
  );
  writeFileSync(
    join(root, "package.json"),
    JSON.stringify({ name: "small", version: "1.0.0", workspaces: ["part"] }),
  );
  const npm = spawnSync("npm", ["install", "--package-lock-only"], {
    cwd: root,
    env: withoutNpmScope(process.env),
    encoding: "utf8",
  });
  expect(npm.status, npm.stderr).toBe(0);
  return root;
}

test("npm ci runs once, and again when the lock file changes or an install did not finish", async () => {
  const root = smallCheckout();
  expect(arePackagesInstalled(root)).toBe(false);
  expect(await installPackages(root, silent)).toBe("installed");
  expect(await installPackages(root, silent)).toBe("unchanged");
  rmSync(join(root, "node_modules"), { recursive: true });
  mkdirSync(join(root, "node_modules", "half"), { recursive: true });
  expect(arePackagesInstalled(root)).toBe(false);
  expect(await installPackages(root, silent)).toBe("installed");
  expect(existsSync(join(root, "node_modules", "half"))).toBe(false);
  writeFileSync(
    join(root, "package-lock.json"),
    readFileSync(join(root, "package-lock.json"), "utf8").replace(/$/, "\n"),
  );
  expect(arePackagesInstalled(root)).toBe(false);
});

test("npm's reason is in the error, and no stamp is left", async () => {
  const root = smallCheckout();
  rmSync(join(root, "package-lock.json"));
  await expect(installPackages(root, silent)).rejects.toThrow(
    /npm ci failed:[\s\S]*can only install with an existing package-lock/,
  );
  expect(arePackagesInstalled(root)).toBe(false);
});

test("generated packages are rebuilt when their sources change, and never left half built", async () => {
  const root = temporaryDirectory();
  symlinkSync(join(findProject().root, "node_modules"), join(root, "node_modules"));
  const sdk = join(root, "sdks", "one");
  mkdirSync(join(sdk, "bin"), { recursive: true });
  writeFileSync(join(sdk, "bin", "stale.js"), "");
  writeFileSync(
    join(sdk, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: { module: "nodenext", rootDir: ".", types: [] },
      files: ["index.ts"],
    }),
  );
  writeFileSync(join(sdk, "index.ts"), "export const one: number = 1;");
  expect(await buildSdks(root, process.execPath, silent)).toBe("built one");
  expect(existsSync(join(sdk, "bin", "index.js"))).toBe(true);
  expect(existsSync(join(sdk, "bin", "stale.js"))).toBe(false);
  expect(await buildSdks(root, process.execPath, silent)).toBe("unchanged");
  writeFileSync(join(sdk, "index.ts"), "export const one: number = 'one';");
  await expect(buildSdks(root, process.execPath, silent)).rejects.toThrow(
    /building sdks\/one failed[\s\S]*TS2322/,
  );
  expect(readFileSync(join(sdk, "bin", "index.js"), "utf8")).toContain("= 1");
});

test("an install without devDependencies says what the generated packages need", async () => {
  const root = temporaryDirectory();
  expect(await buildSdks(root, process.execPath, silent)).toBe("unchanged");
  mkdirSync(join(root, "sdks", "one"), { recursive: true });
  writeFileSync(join(root, "sdks", "one", "tsconfig.json"), "{}");
  await expect(buildSdks(root, process.execPath, silent)).rejects.toMatchObject({
    code: "TOOL_MISSING",
    message: expect.stringContaining("npm ci --include=dev"),
  });
});

test("one bootstrap waits for another in the same checkout", async () => {
  const file = join(temporaryDirectory(), "lock");
  const order: string[] = [];
  const { promise: secondWaits, resolve: sayWaiting } = Promise.withResolvers<void>();
  const first = withCheckoutLock(file, silent, async () => {
    await secondWaits;
    order.push("first");
  });
  await Promise.all([
    first,
    withCheckoutLock(
      file,
      () => sayWaiting(),
      async () => order.push("second"),
    ),
  ]);
  expect(order).toEqual(["first", "second"]);
});

test("the lock of a killed bootstrap is removed", async () => {
  const file = join(temporaryDirectory(), "lock");
  const gone = spawn(process.execPath, ["--eval", ""]);
  await once(gone, "exit");
  writeFileSync(file, String(gone.pid));
  expect(await withCheckoutLock(file, silent, async () => "mine")).toBe("mine");
});

function recorder(isTTY: boolean) {
  const written: string[] = [];
  let time = 0;
  const progress = createProgress(
    { isTTY, columns: 80, write: (text) => written.push(text) },
    () => (time += 1_500),
  );
  return { written, progress };
}

test("a pipe gets whole lines without cursor escapes, with times", async () => {
  const { written, progress } = recorder(false);
  await progress.step("Packages", () => "installed");
  await expect(progress.step("SDKs", () => Promise.reject(new RangeError("no")))).rejects.toThrow(
    "no",
  );
  expect(written.join("")).toBe(
    "✓ Packages          1.5 s  installed\n✗ SDKs              1.5 s\n",
  );
});

test("a terminal's line is replaced by the outcome", async () => {
  const { written, progress } = recorder(true);
  await progress.step("Packages", () => "installed");
  expect(written.at(-1)).toBe("\r\x1b[K✓ Packages          1.5 s  installed\n");
});

test("errors have the codes of packages/core/errors.ts", () => {
  const codes = readFileSync(join(findProject().root, "packages", "core", "errors.ts"), "utf8");
  for (const line of ["ENOSPC", "EACCES", "other"]) {
    const failure = failureFromOutput("x", [line]);
    expect(failure).toBeInstanceOf(Failure);
    expect(codes).toContain(`  ${failure.code}: `);
  }
});
