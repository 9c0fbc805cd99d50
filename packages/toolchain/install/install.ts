import { join } from "node:path";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { toolchainDirectory } from "../cache.ts";
import { pulumiVersion, type Toolchain, type ToolchainSource } from "../version.ts";
import { type BuildOptions, buildToolchain } from "./build.ts";
import { type DownloadOptions, downloadToolchain } from "./download.ts";
import { withLock } from "./lock.ts";
import { findDamage } from "./manifest.ts";
import { publishDirectory } from "./publish.ts";

export interface InstallOptions {
  /** Default: the user's cache folder, shared by all checkouts. */
  readonly cacheDirectory?: string;
  /** Receives progress lines while something takes long. */
  readonly report?: (line: string) => void;
  readonly environment?: NodeJS.ProcessEnv;
  readonly download?: DownloadOptions;
  readonly build?: BuildOptions;
}

/**
 * The pinned Pulumi CLI with its language host: from the cache, otherwise the official release,
 * otherwise built with Go. `SEAWORTHY_TOOLCHAIN=download` or `=build` forces one way. Throws
 * TOOL_MISSING, TOOL_BUILD_FAILED, DISK_FULL or PERMISSION_DENIED, each with what to type.
 */
export async function installToolchain(options: InstallOptions = {}): Promise<Toolchain> {
  const cacheDirectory =
    options.cacheDirectory ??
    userCacheDirectory({ environment: options.environment ?? process.env });
  const sources = wantedSources(options.environment ?? process.env);
  const cached = await findInstalled(cacheDirectory, sources);
  if (cached) return cached;
  return withLock(
    join(cacheDirectory, "pulumi", "install.lock"),
    async () =>
      (await findInstalled(cacheDirectory, sources)) ??
      (await obtain(cacheDirectory, sources, options)),
    { onWait: () => options.report?.("waiting for another checkout that is installing it") },
  );
}

/** The cached toolchain, verified; undefined when none is complete. */
export async function findInstalled(
  cacheDirectory: string,
  sources: readonly ToolchainSource[],
): Promise<Toolchain | undefined> {
  for (const source of sources) {
    const directory = toolchainDirectory(cacheDirectory, source);
    if ((await findDamage(directory)) === undefined)
      return { version: pulumiVersion, source, binDirectory: join(directory, "bin") };
  }
  return undefined;
}

const sourcesByChoice: Readonly<Record<string, readonly ToolchainSource[]>> = {
  "": ["official download", "built from Go module"],
  download: ["official download"],
  build: ["built from Go module"],
};

export function wantedSources(environment: NodeJS.ProcessEnv): readonly ToolchainSource[] {
  const choice = environment.SEAWORTHY_TOOLCHAIN ?? "";
  const sources = sourcesByChoice[choice];
  if (sources) return sources;
  throw new SeaworthyError(
    "CONFIG_INVALID",
    `SEAWORTHY_TOOLCHAIN is "${choice}". Set it to download or build, or unset it.`,
  );
}

async function obtain(
  cacheDirectory: string,
  sources: readonly ToolchainSource[],
  options: InstallOptions,
): Promise<Toolchain> {
  const reasons: string[] = [];
  for (const source of sources) {
    try {
      const directory = toolchainDirectory(cacheDirectory, source);
      await publishDirectory(directory, (folder) => fill[source](folder, options));
      return { version: pulumiVersion, source, binDirectory: join(directory, "bin") };
    } catch (thrown) {
      if (!(thrown instanceof SeaworthyError) || thrown.code !== "TOOL_MISSING") throw thrown;
      options.report?.(`no ${source}: ${messageOf(thrown)}`);
      reasons.push(thrown.message);
    }
  }
  throw new SeaworthyError("TOOL_MISSING", reasons.join("\n"));
}

const fill: Readonly<
  Record<ToolchainSource, (folder: string, options: InstallOptions) => Promise<void>>
> = {
  "official download": (folder, options) => {
    options.report?.(`downloading Pulumi ${pulumiVersion}`);
    return downloadToolchain(folder, { ...reporting(options), ...options.download });
  },
  "built from Go module": (folder, options) => {
    options.report?.(
      `building Pulumi ${pulumiVersion} with Go; the first build takes a few minutes`,
    );
    return buildToolchain(folder, {
      ...reporting(options),
      environment: options.environment ?? process.env,
      ...options.build,
    });
  },
};

function reporting(options: InstallOptions): Pick<InstallOptions, "report"> {
  return options.report ? { report: options.report } : {};
}
