import { findProject } from "@seaworthy/core/project";
import { ignoreFile, scanTrackedFiles } from "../../scan/scan-files.ts";

/** Exits 1 if a tracked file contains a secret. */
export async function scan(options: { readonly json?: boolean }): Promise<void> {
  const found = await scanTrackedFiles(findProject().root);
  if (found.length > 0) process.exitCode = 1;
  if (options.json) {
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  for (const { file, line, what } of found) process.stdout.write(`${file}:${line}  ${what}\n`);
  process.stdout.write(
    found.length === 0
      ? "No secrets in tracked files.\n"
      : `Revoke these first: git history keeps them. For made-up values, list the file in ${ignoreFile}.\n`,
  );
}
