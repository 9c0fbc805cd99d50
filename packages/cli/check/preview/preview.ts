import { SeaworthyError } from "@seaworthy/core/errors";
import { parseJson } from "@seaworthy/core/parse-json";
import { z } from "zod";
import { engine } from "./engine.ts";

/**
 * A resource as the engine writes it: secrets appear as `[secret]`, unknown values as
 * `unknownMark`.
 */
const stateSchema = z.object({
  urn: z.string().optional(),
  type: z.string(),
  custom: z.boolean().optional(),
  protect: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
  sourcePosition: z.string().optional(),
  stackTrace: z.array(z.object({ sourcePosition: z.string().optional() })).optional(),
});

const stepSchema = z.object({
  op: z.string(),
  urn: z.string(),
  newState: stateSchema.optional(),
  oldState: stateSchema.optional(),
});
const previewSchema = z.object({ steps: z.array(stepSchema) });

export type PreviewStep = z.output<typeof stepSchema>;

export interface PreviewRequest {
  /** Folder of Pulumi.yaml. */
  readonly root: string;
  readonly stack: string;
  readonly configFile: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * What the engine would do, per resource; nothing is changed. Throws NOT_JUDGED with the program's
 * own errors.
 */
export async function preview({
  root,
  stack,
  configFile,
  environment,
}: PreviewRequest): Promise<PreviewStep[]> {
  const args = [
    "preview",
    "--stack",
    stack,
    "--config-file",
    configFile,
    "--json",
    "--show-sames",
    "--non-interactive",
    "--color",
    "never",
  ];
  const { data } = previewSchema.safeParse(
    parseJson(await engine(args, { directory: root, environment })),
  );
  if (data === undefined)
    throw new SeaworthyError(
      "NOT_JUDGED",
      "The output of pulumi preview does not have the format of its pinned version.",
    );
  return data.steps;
}
