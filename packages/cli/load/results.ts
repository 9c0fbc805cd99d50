import { join } from "node:path";
import { readJsonFile, writeJsonFile } from "@seaworthy/core/json-file";
import type { Project } from "@seaworthy/core/project";
import { z } from "zod";

const figures = {
  requests: z.number(),
  failed: z.number(),
  /** Rejected with 429. */
  limited: z.number(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
  /** Null when no scenario reported it, and in runs of earlier versions. */
  hitShare: z.number().nullable().default(null),
  warmP95Ms: z.number().nullable().default(null),
  /** The maximum at once. */
  connections: z.number().nullable().default(null),
};

/** Measurements of one interval of a run. */
const pointSchema = z.object({ second: z.number(), ...figures });

const thresholdSchema = z.object({
  name: z.string(),
  limit: z.number(),
  /** True when the limit is a minimum. */
  atLeast: z.boolean().default(false),
  /** Null when nothing was measured, which counts as exceeded. */
  value: z.number().nullable(),
  kept: z.boolean(),
});

const runSchema = z.object({
  at: z.string(),
  scenario: z.string(),
  shape: z.string(),
  duration: z.string(),
  vus: z.number(),
  ...figures,
  points: z.array(pointSchema),
  thresholds: z.array(thresholdSchema),
});

const fileSchema = z.object({ version: z.literal(1), runs: z.array(runSchema) });

export type LoadPoint = z.output<typeof pointSchema>;
export type Threshold = z.output<typeof thresholdSchema>;
export type LoadRun = z.output<typeof runSchema>;

const kept = 50;

/** File of a stack's runs. */
export const loadRunsFile = ({ state }: Project, stack: string) =>
  join(state, "load", `${stack}.json`);

/** Newest first. Throws STORE_CORRUPT. */
export function readLoadRuns(project: Project, stack: string): readonly LoadRun[] {
  const remedy = "Delete it: it holds nothing but results of former runs.";
  return readJsonFile(loadRunsFile(project, stack), fileSchema, remedy)?.runs ?? [];
}

export function addLoadRun(project: Project, stack: string, run: LoadRun): void {
  const file = loadRunsFile(project, stack);
  const runs = [run, ...readLoadRuns(project, stack)].slice(0, kept);
  writeJsonFile(file, { version: 1, runs });
}
