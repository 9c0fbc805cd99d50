import { existsSync, mkdirSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { goDirectory } from "../cache.ts";
import { run } from "../run.ts";
import { pulumiVersion } from "../version.ts";
import { writeManifest } from "./manifest.ts";

export interface BuildOptions {
  readonly report?: (line: string) => void;
  readonly environment?: NodeJS.ProcessEnv;
  /** The Go module to build. Default: the one in this repository. */
  readonly module?: string;
  /** Packages of that module to build. */
  readonly packages?: readonly string[];
  /** Where to look for Go after PATH. */
  readonly goFolders?: readonly string[];
}

const builtPackages: readonly string[] = [
  "./cmd/pulumi-language-nodejs",
  "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
];

/**
 * Space for a build from scratch: Go's module cache, its build cache and the two programs. Measured
 * 2.9 GB.
 */
const roomBytes = 4_000_000_000;

/**
 * The first Go that automatically fetches the newer Go required by a go.mod
 * (https://go.dev/doc/toolchain).
 */
const oldestGo = { major: 1, minor: 21 };

export interface GoFinding {
  readonly path: string;
  /** As printed by `go version`, e.g. `1.26.8`. */
  readonly version: string;
  readonly isOld: boolean;
}

const usualGoFolders: readonly string[] = [
  "/usr/local/go/bin",
  "/opt/homebrew/bin",
  "/usr/lib/go/bin",
];

/** Go on PATH or where its installers put it; undefined when not found. */
export async function findGo(
  environment: NodeJS.ProcessEnv = process.env,
  folders: readonly string[] = usualGoFolders,
): Promise<GoFinding | undefined> {
  const onPath = (environment.PATH ?? "").split(":").filter((folder) => folder !== "");
  const path = [...onPath, ...folders]
    .map((folder) => join(folder, "go"))
    .find((file) => existsSync(file));
  if (path === undefined) return undefined;
  const result = await run(path, ["env", "GOVERSION"], {
    environment: { ...environment, GOTOOLCHAIN: "local" },
  });
  const [, version = "unknown", major = "0", minor = "0"] =
    /go((\d+)\.(\d+)\S*)/.exec(result.stdout) ?? [];
  const isOld =
    Number(major) < oldestGo.major ||
    (Number(major) === oldestGo.major && Number(minor) < oldestGo.minor);
  return { path, version, isOld };
}

export const goFix: string =
  process.platform === "darwin"
    ? "brew install go"
    : "install Go 1.21 or later from https://go.dev/dl (Debian: apt-get install -t bookworm-backports golang-go)";

/**
 * Fills `folder` with the CLI and the language host, built from the pinned Go module. Requires Go
 * and a Go module proxy.
 */
export async function buildToolchain(folder: string, options: BuildOptions = {}): Promise<void> {
  const environment = options.environment ?? process.env;
  const go = await findGo(environment, options.goFolders);
  if (!go)
    throw new SeaworthyError(
      "TOOL_MISSING",
      `Pulumi ${pulumiVersion} must be built, but Go is not installed. Type: ${goFix}`,
    );
  if (go.isOld)
    throw new SeaworthyError(
      "TOOL_MISSING",
      `Go ${go.version} at ${go.path} is too old to build Pulumi ${pulumiVersion}. Type: ${goFix}`,
    );
  requireRoom(folder);
  const bin = join(folder, "bin");
  mkdirSync(bin);
  await goBuild(go.path, bin, { ...options, environment });
  const paths = (options.packages ?? builtPackages).map((name) =>
    join("bin", name.split("/").at(-1) ?? name),
  );
  await writeManifest(folder, { version: pulumiVersion, source: "built from Go module", paths });
}

async function goBuild(go: string, bin: string, options: BuildOptions): Promise<void> {
  let compiled = 0;
  const result = await run(
    go,
    // -v prints each package when it is compiled; the tags and the variable are those of Pulumi's
    // own release build.
    [
      "build",
      "-v",
      "-o",
      `${bin}/`,
      "-tags",
      "osusergo,grpcnotrace",
      "-ldflags",
      `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${pulumiVersion}`,
      ...(options.packages ?? builtPackages),
    ],
    {
      directory: options.module ?? goDirectory,
      ...(options.environment ? { environment: { ...options.environment, GOWORK: "off" } } : {}),
      onLine: (line) =>
        options.report?.(
          line.startsWith("go: downloading")
            ? line.slice(4)
            : `compiled ${++compiled} packages: ${line}`,
        ),
    },
  );
  if (result.exitCode === 0) return;
  throw buildFailure(result.tail);
}

function buildFailure(tail: readonly string[]): SeaworthyError {
  const text = tail.join("\n");
  if (text.includes("no space left on device"))
    return new SeaworthyError(
      "DISK_FULL",
      "The disk filled up while building Pulumi: free 4 GB and try again.",
    );
  const advice = /dial tcp|no such host|i\/o timeout|proxyconnect/.test(text)
    ? " Go's module proxy is unreachable: set GOPROXY to another one."
    : "";
  return new SeaworthyError(
    "TOOL_BUILD_FAILED",
    `Building Pulumi ${pulumiVersion} with Go failed.${advice}\n${text}`,
  );
}

function requireRoom(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= roomBytes) return;
  throw new SeaworthyError(
    "DISK_FULL",
    `Building Pulumi needs up to 4 GB, but the disk of ${folder} has ${Math.round((bavail * bsize) / 1e9)} GB free. Free some space, or set XDG_CACHE_HOME, GOCACHE and GOMODCACHE to another disk.`,
  );
}
