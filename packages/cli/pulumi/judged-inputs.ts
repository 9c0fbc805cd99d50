import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { readEnvironment } from "@seaworthy/core/environment";
import { readJsonFile } from "@seaworthy/core/json-file";
import type { Project } from "@seaworthy/core/project";
import { z } from "zod";

/**
 * The inputs of the local stack's last `up`. While they are unchanged, policies have already judged
 * everything before that `up`, and another preview would give the same result.
 */
export interface JudgedInputs {
  readonly areUnchanged: boolean;
  /** Call before an `up`: if it fails, nothing counts as judged. */
  forget(): void;
  /** Call after a successful `up`. */
  remember(): void;
}

const fileSchema = z.object({ inputs: z.string() });

export const judgedInputsFile = ({ state }: Project) => join(state, "judged-inputs.json");

export function judgedInputs(project: Project, configFile: string): JudgedInputs {
  const file = judgedInputsFile(project);
  const inputs = fingerprint(project, configFile);
  const remedy = "Delete it: the next up then previews again.";
  return {
    areUnchanged: readJsonFile(file, fileSchema, remedy)?.inputs === inputs,
    forget: () => rmSync(file, { force: true }),
    remember: () => writeFileSync(file, `${JSON.stringify({ inputs })}\n`, { mode: 0o600 }),
  };
}

/** Folders written by npm, git and builds. */
const leftOut = new Set(["node_modules", "dist", "docs"]);

/** By name, size and modification time: hashing every file would cost more than it saves. */
function fingerprint({ root }: Project, configFile: string): string {
  const hash = createHash("sha256");
  hash.update(readFileSync(configFile));
  for (const file of sourcesIn(root).sort()) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  for (const [name, value] of Object.entries(readEnvironment()).sort())
    hash.update(`${name}=${value}\n`);
  return hash.digest("hex");
}

function sourcesIn(root: string, folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || leftOut.has(entry.name)) return [];
    const path = folder === "" ? entry.name : `${folder}${sep}${entry.name}`;
    if (entry.isDirectory()) return sourcesIn(root, path);
    return entry.isFile() ? [path] : [];
  });
}
