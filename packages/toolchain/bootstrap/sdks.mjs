import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runLines } from "./child.mjs";
import { Failure, failureFromOutput } from "./failure.mjs";
import { hashFiles, isStamped, writeStamp } from "./stamp.mjs";

/**
 * Builds the generated packages in sdks/, which are CommonJS with TypeScript namespaces and
 * therefore cannot run unbuilt.
 */
export async function buildSdks(root, node, report) {
  const parent = join(root, "sdks");
  const names = existsSync(parent)
    ? readdirSync(parent).filter((name) => existsSync(join(parent, name, "tsconfig.json")))
    : [];
  if (names.length > 0 && !existsSync(join(root, "node_modules", "typescript", "bin", "tsc"))) {
    throw new Failure(
      "TOOL_MISSING",
      `TypeScript builds sdks/${names.join(" and sdks/")} and is not installed. Type: npm ci --include=dev`,
    );
  }
  const built = await Promise.all(names.map((name) => buildSdk(root, node, name, report)));
  const fresh = names.filter((_name, index) => built[index]);
  return fresh.length === 0 ? "unchanged" : `built ${fresh.join(", ")}`;
}

async function buildSdk(root, node, name, report) {
  const directory = join(root, "sdks", name);
  const value = hashFiles([
    join(root, "node_modules", "typescript", "package.json"),
    ...sources(directory),
  ]);
  if (isStamped(join(directory, "bin", ".seaworthy-built"), value)) return false;
  report(`tsc ${name}`);
  const part = join(root, ".seaworthy", "build", name);
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const result = await runLines(node, [tsc, "-p", directory, "--outDir", part]);
  if (result.exitCode !== 0) throw failureFromOutput(`building sdks/${name}`, result.tail);
  writeStamp(join(part, ".seaworthy-built"), value);
  rmSync(join(directory, "bin"), { recursive: true, force: true });
  renameSync(part, join(directory, "bin"));
  return true;
}

function sources(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "bin" || entry.name === "node_modules") return [];
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|json)$/.test(entry.name) ? [path] : [];
  });
}
