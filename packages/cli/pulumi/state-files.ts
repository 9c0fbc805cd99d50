import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Project } from "@seaworthy/core/project";
import { parse } from "yaml";
import { z } from "zod";

/** Where Pulumi's file backend stores a local stack. */
export interface StateFiles {
  /** The state itself, as JSON. */
  readonly checkpoint: string;
  /** One file per engine that holds the stack. */
  readonly locks: string;
}

/** How to fix an unreadable checkpoint; Pulumi keeps the previous one next to it. */
export const damagedState =
  'Restore its backup (.bak), or start over with "npx seaworthy down local --wipe", which deletes the local stack and its data.';

const programSchema = z.object({ name: z.string().min(1) });

/** Throws CONFIG_INVALID when Pulumi.yaml names no program. */
export function stateFiles({ programFile, pulumiState }: Project, stack: string): StateFiles {
  const { data } = programSchema.safeParse(parse(readFileSync(programFile, "utf8")));
  if (data === undefined) throw new SeaworthyError("CONFIG_INVALID", `${programFile} has no name.`);
  const folder = join(pulumiState, ".pulumi");
  return {
    checkpoint: join(folder, "stacks", data.name, `${stack}.json`),
    locks: join(folder, "locks", "organization", data.name, stack),
  };
}
