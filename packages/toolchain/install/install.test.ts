import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { findProject } from "@seaworthy/core/project";
import { expect, test } from "vitest";
import { toolchainDirectory } from "../cache.ts";
import { temporaryDirectory } from "../testing.ts";
import { pulumiVersion } from "../version.ts";
import { findGo } from "./build.ts";
import { installToolchain, wantedSources } from "./install.ts";
import { readManifest } from "./manifest.ts";

const unreachable = { addresses: ["http://127.0.0.1:1"] };
/** A developer's machine may lack Go, because the CLI can be downloaded; CI without it fails. */
const withGo = test.runIf((await findGo()) !== undefined || process.env.CI !== undefined);

/** A Go module that builds in a second, in place of Pulumi's. */
function smallModule(): { module: string; packages: string[] } {
  const module = temporaryDirectory();
  mkdirSync(join(module, "pulumi"));
  writeFileSync(join(module, "go.mod"), "module example.test/small\n\ngo 1.21\n");
  writeFileSync(
    join(module, "pulumi", "main.go"),
    'package main\n\nfunc main() { println("small") }\n',
  );
  return { module, packages: ["./pulumi"] };
}

withGo("builds when nothing can be downloaded, once", async () => {
  const cacheDirectory = temporaryDirectory();
  const lines: string[] = [];
  const options = {
    cacheDirectory,
    environment: { ...process.env, SEAWORTHY_TOOLCHAIN: "" },
    download: unreachable,
    build: smallModule(),
    report: (line: string) => lines.push(line),
  };
  const [one, two] = await Promise.all([installToolchain(options), installToolchain(options)]);
  expect(one).toEqual(two);
  expect(one.source).toBe("built from Go module");
  expect(
    execFileSync(join(one.binDirectory, "pulumi"), {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }),
  ).toBe("");
  expect(lines.filter((line) => line.startsWith("building Pulumi"))).toHaveLength(1);
  expect(lines).toContain("waiting for another checkout that is installing it");
});

withGo("a half-finished folder is not taken for a toolchain, and replaced", async () => {
  const cacheDirectory = temporaryDirectory();
  const directory = toolchainDirectory(cacheDirectory, "built from Go module");
  mkdirSync(join(directory, "bin"), { recursive: true });
  writeFileSync(join(directory, "bin", "pulumi"), "half a program");
  await installToolchain({
    cacheDirectory,
    environment: { ...process.env, SEAWORTHY_TOOLCHAIN: "build" },
    build: smallModule(),
  });
  expect(readManifest(directory)?.files.map((file) => file.path)).toEqual(["bin/pulumi"]);
  expect(readFileSync(join(directory, "bin", "pulumi"), "latin1")).not.toContain("half a program");
});

test("without Go and without a download, says what to type", async () => {
  const environment = { PATH: "/nowhere" };
  const failure = installToolchain({
    cacheDirectory: temporaryDirectory(),
    environment,
    download: unreachable,
    build: { goFolders: [] },
  });
  await expect(failure).rejects.toMatchObject({
    code: "TOOL_MISSING",
    message: expect.stringMatching(/could not be downloaded[\s\S]*Go is not installed. Type: /),
  });
});

withGo("a build that fails shows the compiler's words and leaves nothing", async () => {
  const small = smallModule();
  writeFileSync(
    join(small.module, "pulumi", "main.go"),
    "package main\n\nfunc main() { undefinedName() }\n",
  );
  const cacheDirectory = temporaryDirectory();
  const failure = installToolchain({
    cacheDirectory,
    environment: { ...process.env, SEAWORTHY_TOOLCHAIN: "build" },
    build: small,
  });
  await expect(failure).rejects.toMatchObject({
    code: "TOOL_BUILD_FAILED",
    message: expect.stringContaining("undefinedName"),
  });
  expect(readManifest(toolchainDirectory(cacheDirectory, "built from Go module"))).toBeUndefined();
});

test("SEAWORTHY_TOOLCHAIN accepts download, build, or nothing", () => {
  expect(wantedSources({})).toHaveLength(2);
  expect(wantedSources({ SEAWORTHY_TOOLCHAIN: "download" })).toEqual(["official download"]);
  expect(() => wantedSources({ SEAWORTHY_TOOLCHAIN: "bulid" })).toThrow(
    /SEAWORTHY_TOOLCHAIN is "bulid"/,
  );
});

test("the cache is the user's own cache folder on each system", () => {
  const relative = { environment: { XDG_CACHE_HOME: "cache" }, home: "/home/a" };
  expect(userCacheDirectory({ platform: "linux", ...relative })).toBe("/home/a/.cache/seaworthy");
  expect(userCacheDirectory({ platform: "linux", environment: {}, home: "" })).toBe(
    join(userInfo().homedir, ".cache/seaworthy"),
  );
  expect(userCacheDirectory({ platform: "linux", environment: {}, home: "/home/a" })).toBe(
    "/home/a/.cache/seaworthy",
  );
  expect(userCacheDirectory({ platform: "darwin", environment: {}, home: "/Users/a" })).toBe(
    "/Users/a/Library/Caches/seaworthy",
  );
  expect(
    userCacheDirectory({
      platform: "linux",
      environment: { XDG_CACHE_HOME: "/x" },
      home: "/home/a",
    }),
  ).toBe("/x/seaworthy");
});

test("one version of Pulumi is pinned everywhere", () => {
  const readJson = (path: string) =>
    JSON.parse(readFileSync(join(findProject().root, path), "utf8"));
  expect(readJson("package.json").devDependencies.pulumi).toBe(pulumiVersion);
  expect(readJson("packages/plugins/package.json").dependencies["@pulumi/pulumi"]).toBe(
    pulumiVersion,
  );
  expect(readJson("infra/package.json").dependencies["@pulumi/pulumi"]).toBe(pulumiVersion);
  const goMod = readFileSync(
    join(findProject().root, "packages", "toolchain", "go", "go.mod"),
    "utf8",
  );
  expect(goMod).toContain(`github.com/pulumi/pulumi/pkg/v3 v${pulumiVersion}\n`);
  expect(goMod).toContain(`github.com/pulumi/pulumi/sdk/v3 v${pulumiVersion}\n`);
});
