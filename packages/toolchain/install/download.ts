import { createWriteStream, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { run } from "../run.ts";
import { pulumiVersion } from "../version.ts";
import { sha256, writeManifest } from "./manifest.ts";

/**
 * Where Pulumi publishes its releases, with `pulumi-<version>-checksums.txt` (SHA-256) next to the
 * archives: see `.github/workflows/release.yml` and `.goreleaser.yml` in github.com/pulumi/pulumi.
 */
const releaseAddresses: readonly string[] = [
  "https://get.pulumi.com/releases/sdk",
  `https://github.com/pulumi/pulumi/releases/download/v${pulumiVersion}`,
];

export interface DownloadOptions {
  readonly addresses?: readonly string[];
  readonly report?: (line: string) => void;
  /**
   * Timeout for the first byte of a response; short, so that a machine which only reaches package
   * registries fails fast. Default 5 000.
   */
  readonly connectTimeoutMs?: number;
  /** Timeout without any data. Default 30 000. */
  readonly stallTimeoutMs?: number;
}

/** Pulumi's name for the archive; undefined when there is no release for this machine. */
export function archiveName(
  platform: string = process.platform,
  architecture: string = process.arch,
): string | undefined {
  if (!["linux", "darwin"].includes(platform) || !["x64", "arm64"].includes(architecture))
    return undefined;
  return `pulumi-v${pulumiVersion}-${platform}-${architecture}.tar.gz`;
}

/** Fills `folder` with the official release. Throws TOOL_MISSING when every URL failed. */
export async function downloadToolchain(
  folder: string,
  options: DownloadOptions = {},
): Promise<void> {
  const archive = archiveName();
  if (archive === undefined)
    throw new SeaworthyError(
      "TOOL_MISSING",
      `Pulumi has no release for ${process.platform} on ${process.arch}.`,
    );
  const reasons: string[] = [];
  for (const address of options.addresses ?? releaseAddresses) {
    try {
      return await downloadFrom(address, archive, folder, options);
    } catch (thrown) {
      if (thrown instanceof SeaworthyError && thrown.code === "TOOL_BUILD_FAILED") throw thrown;
      reasons.push(`${address}: ${reasonOf(thrown)}`);
    }
  }
  throw new SeaworthyError(
    "TOOL_MISSING",
    `Pulumi ${pulumiVersion} could not be downloaded. ${reasons.join("; ")}.`,
  );
}

async function downloadFrom(
  address: string,
  archive: string,
  folder: string,
  options: DownloadOptions,
): Promise<void> {
  const checksums = await (
    await get(`${address}/pulumi-${pulumiVersion}-checksums.txt`, options)
  ).text();
  const expected = checksums
    .split("\n")
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, name]) => name === archive)?.[0];
  if (expected === undefined)
    throw new SeaworthyError("TOOL_MISSING", `the checksum file does not list ${archive}`);
  const file = join(folder, archive);
  await save(await get(`${address}/${archive}`, options), file, options);
  const actual = await sha256(file);
  if (actual !== expected) {
    // Never fall back silently to another source when the download differs from what was published.
    throw new SeaworthyError(
      "TOOL_BUILD_FAILED",
      `${address}/${archive} has SHA-256 ${actual}, but Pulumi publishes ${expected}. It was modified in transit: check your network, then try again.`,
    );
  }
  await unpack(file, folder);
}

async function get(url: string, options: DownloadOptions): Promise<Response> {
  const connect = new AbortController();
  const timer = setTimeout(
    () => connect.abort(new SeaworthyError("TOOL_MISSING", "timed out")),
    options.connectTimeoutMs ?? 5_000,
  );
  try {
    const response = await fetch(url, { signal: connect.signal });
    if (!response.ok) throw new SeaworthyError("TOOL_MISSING", `answered ${response.status}`);
    return response;
  } finally {
    clearTimeout(timer);
  }
}

async function save(response: Response, file: string, options: DownloadOptions): Promise<void> {
  if (!response.body) throw new SeaworthyError("TOOL_MISSING", "answered with nothing");
  const stalled = new AbortController();
  const giveUp = () => stalled.abort(new SeaworthyError("TOOL_MISSING", "stopped sending"));
  const timer = setTimeout(giveUp, options.stallTimeoutMs ?? 30_000);
  const tell = progressTeller(Number(response.headers.get("content-length") ?? 0), options.report);
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      timer.refresh();
      tell(chunk.length);
      done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body), watch, createWriteStream(file), {
      signal: stalled.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

const reportEveryBytes = 5_000_000;

function progressTeller(total: number, report: DownloadOptions["report"]): (bytes: number) => void {
  let received = 0;
  let told = 0;
  return (bytes) => {
    received += bytes;
    if (received - told < reportEveryBytes) return;
    told = received;
    report?.(`downloaded ${megabytes(received)}${total > 0 ? ` of ${megabytes(total)}` : ""}`);
  };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

async function unpack(archive: string, folder: string): Promise<void> {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const result = await run("tar", ["-xzf", archive, "--strip-components=1", "-C", bin]);
  if (result.exitCode !== 0)
    throw new SeaworthyError(
      "TOOL_BUILD_FAILED",
      `tar could not unpack ${archive}: ${result.tail.join(" ")}`,
    );
  rmSync(archive);
  const paths = readdirSync(bin).map((name) => join("bin", name));
  await writeManifest(folder, { version: pulumiVersion, source: "official download", paths });
}

/** Node's fetch only says "fetch failed" and puts the reason into the cause. */
function reasonOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.cause !== undefined
    ? messageOf(thrown.cause)
    : messageOf(thrown);
}
