import { readJsonFile } from "@seaworthy/core/json-file";
import { findProject } from "@seaworthy/core/project";
import { type Manifest, manifestSchema } from "@seaworthy/sdk/manifest/schema";
import { z } from "zod";
import { localStack } from "../project.ts";
import { damagedState, stateFiles } from "../pulumi/state-files.ts";

const resourceSchema = z.object({
  type: z.string(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

const checkpointSchema = z.object({
  checkpoint: z.object({
    latest: z.object({ resources: z.array(resourceSchema).nullish() }).nullish(),
  }),
});

/**
 * The local stack's manifest, read directly from its unencrypted state file without starting an
 * engine. Undefined before the first `up`, and for a stack of an older version.
 */
export function readLocalManifest(): Manifest | undefined {
  const { checkpoint } = stateFiles(findProject(), localStack);
  const state = readJsonFile(checkpoint, checkpointSchema, damagedState);
  const root = state?.checkpoint.latest?.resources?.find(
    ({ type }) => type === "pulumi:pulumi:Stack",
  );
  return manifestSchema.safeParse(root?.outputs?.manifest).data;
}
