import { join } from "node:path";
import { readJsonFile, writeJsonFile } from "@seaworthy/core/json-file";
import type { Project } from "@seaworthy/core/project";
import { z } from "zod";
import type { DriftReport } from "./finding.ts";

const resultSchema = z.object({
  version: z.literal(1),
  at: z.string(),
  compared: z.number(),
  /** Without values: the report is shown to more people than the stack file. */
  drifts: z.array(
    z.object({
      kind: z.string(),
      name: z.string(),
      path: z.string(),
      since: z.string().nullable(),
    }),
  ),
  unread: z.array(z.object({ name: z.string(), reason: z.string() })),
});

export type DriftResult = z.output<typeof resultSchema>;

export const driftFile = ({ state }: Project, stack: string): string =>
  join(state, "drift", `${stack}.json`);

/** What the last `seaworthy drift` found; undefined before the first. Throws STORE_CORRUPT. */
export function readDriftResult(project: Project, stack: string): DriftResult | undefined {
  const remedy = `Delete it and type: npx seaworthy drift ${stack}`;
  return readJsonFile(driftFile(project, stack), resultSchema, remedy);
}

export function writeDriftResult(
  project: Project,
  stack: string,
  { drifts, unread, compared }: DriftReport,
): void {
  const result: DriftResult = {
    ...{ version: 1, at: new Date().toISOString(), compared },
    drifts: drifts.map(({ kind, name, path, since = null }) => ({ kind, name, path, since })),
    unread: unread.map(({ name, reason }) => ({ name, reason })),
  };
  writeJsonFile(driftFile(project, stack), result);
}
