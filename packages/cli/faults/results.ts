import { join } from "node:path";
import { readJsonFile, writeJsonFile } from "@seaworthy/core/json-file";
import type { Project } from "@seaworthy/core/project";
import { z } from "zod";

const outcomeSchema = z.object({
  target: z.string(),
  acknowledged: z.number(),
  errors: z.number(),
  during: z.object({ calls: z.number(), errors: z.number() }),
  recoverySeconds: z.number(),
  lost: z.number(),
});

export const faultResultSchema = z.object({
  takenAt: z.iso.datetime(),
  outcomes: z.array(outcomeSchema).readonly(),
  stuckLocks: z.number(),
  /** Parts of the promise that were not kept. */
  broken: z.array(z.string()).readonly(),
});
export type FaultResult = z.output<typeof faultResultSchema>;

/** The last result of each fault, by its name. */
export const faultResultsSchema = z.record(z.string(), faultResultSchema);
export type FaultResults = z.output<typeof faultResultsSchema>;

const fileOf = ({ state }: Project): string => join(state, "faults.json");
const remedy = "Delete it: it contains only results of earlier runs.";

export const readFaultResults = (project: Project): FaultResults =>
  readJsonFile(fileOf(project), faultResultsSchema, remedy) ?? {};

export const writeFaultResult = (project: Project, name: string, result: FaultResult): void =>
  writeJsonFile(fileOf(project), { ...readFaultResults(project), [name]: result });
