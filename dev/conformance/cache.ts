import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { SeaworthyError } from "@seaworthy/core/errors";
import { execute } from "./execute.ts";

/** The folder in the user's cache where a suite's programs are built and installed. */
export function suiteFolder(name: string): string {
  const folder = join(userCacheDirectory(), "conformance", name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs a program that must succeed; its last lines are part of the error. */
export async function mustRun(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  const { code, stdout, stderr } = await execute(command, args, { cwd });
  if (code === 0) return stdout;
  const last = `${stdout}\n${stderr}`.trim().split("\n").slice(-20).join("\n");
  throw new SeaworthyError("PROCESS_FAILED", `${command} ${args.join(" ")} failed:\n${last}`);
}
