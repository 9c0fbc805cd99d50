import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findGo, goFix } from "./install/build.ts";
import { withLock } from "./install/lock.ts";
import { publishDirectory } from "./install/publish.ts";
import { run } from "./run.ts";

/** Pins k6 by its Go module and checksums. */
const module = join(import.meta.dirname, "k6");

/**
 * The path of k6, built from its Go module into the user's cache folder on first use. Throws
 * TOOL_MISSING, TOOL_BUILD_FAILED.
 */
export async function installK6(report: (line: string) => void): Promise<string> {
  const cache = join(userCacheDirectory({ environment: process.env }), "k6");
  const pin = createHash("sha256")
    .update(readFileSync(join(module, "go.sum")))
    .digest("hex");
  const folder = join(cache, `${process.platform}-${process.arch}-${pin.slice(0, 12)}`);
  const program = join(folder, "k6");
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  await withLock(join(cache, "install.lock"), async () => {
    if (existsSync(program)) return;
    report("building k6 with Go; the first build takes a few minutes");
    await publishDirectory(folder, build);
  });
  return program;
}

async function build(folder: string): Promise<void> {
  const go = await findGo();
  if (go === undefined)
    throw new SeaworthyError(
      "TOOL_MISSING",
      `k6 must be built, but Go is not installed. Type: ${goFix}`,
    );
  const output = join(folder, "k6");
  const result = await run(go.path, ["build", "-o", output, "go.k6.io/k6/v2"], {
    directory: module,
    environment: { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod" },
  });
  if (result.exitCode !== 0)
    throw new SeaworthyError(
      "TOOL_BUILD_FAILED",
      `Building k6 with Go failed.\n${result.tail.join("\n")}`,
    );
}
