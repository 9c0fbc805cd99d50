import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dayOf } from "@seaworthy/core/days";
import { readEnvironment } from "@seaworthy/core/environment";
import { readJsonFile } from "@seaworthy/core/json-file";
import type { Project } from "@seaworthy/core/project";
import { projectFingerprint } from "@seaworthy/core/project-fingerprint";
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

function fingerprint({ root }: Project, configFile: string): string {
  const hash = createHash("sha256").update(readFileSync(configFile));
  hash.update(`${projectFingerprint(root)}\n`);
  // Waivers expire.
  hash.update(`${dayOf(new Date())}\n`);
  for (const [name, value] of Object.entries(readEnvironment()).sort())
    hash.update(`${name}=${value}\n`);
  return hash.digest("hex");
}
