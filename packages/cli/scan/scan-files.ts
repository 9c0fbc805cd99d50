import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";

export interface FoundSecret {
  readonly file: string;
  readonly line: number;
  /** The format, without any of the value. */
  readonly what: string;
}

/** Globs of files that may contain made-up secrets, one per line; secretlint's own file. */
export const ignoreFile = ".secretlintignore";

/** Larger files are data, not something that people write. */
const mostBytes = 1_000_000;
const preset = "@secretlint/secretlint-rule-preset-recommend";
const config = { rules: [{ id: preset, rule: creator }] };

/**
 * Secrets in the files of a folder that git tracks, found by secretlint's recommended rules. A
 * comment `secretlint-disable-line` excepts one line.
 */
export async function scanTrackedFiles(root: string): Promise<readonly FoundSecret[]> {
  const ignored = ignoredIn(root);
  const files = trackedFiles(root).filter((file) => !ignored.some((glob) => matches(file, glob)));
  const found = await Promise.all(files.map((file) => scanFile(root, file)));
  return found.flat();
}

/** Throws USAGE outside of a repository: nothing scanned is not the same as nothing found. */
function trackedFiles(root: string): readonly string[] {
  try {
    const args = ["-C", root, "ls-files", "-z"];
    const output = execFileSync("git", args, { encoding: "utf8", maxBuffer: 2 ** 28 });
    return output.split("\0").filter((file) => file !== "");
  } catch (cause) {
    throw new SeaworthyError(
      "USAGE",
      `${root} is not in a git repository, so it has no tracked files. Run: git init. Nothing was scanned.`,
      { cause },
    );
  }
}

function ignoredIn(root: string): readonly string[] {
  const file = join(root, ignoreFile);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** A pattern without a slash matches in every folder, as in .gitignore. */
const matches = (file: string, glob: string): boolean =>
  matchesGlob(file, glob.includes("/") ? glob : `**/${glob}`);

async function scanFile(root: string, file: string): Promise<readonly FoundSecret[]> {
  const path = join(root, file);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile() || stat.size > mostBytes) return [];
  const content = readFileSync(path);
  if (content.includes(0)) return [];
  const { messages } = await lintSource({
    source: { filePath: path, content: content.toString("utf8"), contentType: "text" },
    options: { config, maskSecrets: true },
  });
  return messages.map(({ loc, ruleId, messageId }) => ({
    file,
    line: loc.start.line,
    what: `${ruleId.replace("@secretlint/secretlint-rule-", "")}: ${messageId}`,
  }));
}
