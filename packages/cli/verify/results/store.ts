import { join } from "node:path";
import { readJsonFile, writeJsonFile } from "@seaworthy/core/json-file";
import type { Project } from "@seaworthy/core/project";
import { z } from "zod";
import { outcomes } from "../experiment.ts";

const observationSchema = z.object({
  what: z.string(),
  outcome: z.enum(outcomes),
  declared: z.string().optional(),
  observed: z.string(),
  policies: z.array(z.string()).readonly().optional(),
});

const resultSchema = z.object({
  experiment: z.string(),
  title: z.string(),
  outcome: z.enum(outcomes),
  policies: z.array(z.string()).readonly(),
  at: z.string(),
  seconds: z.number(),
  observations: z.array(observationSchema).readonly(),
  dependsOn: z
    .array(
      z.object({
        type: z.string(),
        name: z.string(),
        parts: z.array(z.string()).readonly().optional(),
        declared: z.record(z.string(), z.string()).readonly(),
      }),
    )
    .readonly(),
});

const fileSchema = z.object({
  version: z.literal(1),
  stack: z.string(),
  /** The last run, and its experiments; `endedAt` is missing if it was interrupted. */
  run: z.object({
    startedAt: z.string(),
    endedAt: z.string().optional(),
    experiments: z.array(z.string()),
  }),
  results: z.array(resultSchema),
});

export type Result = z.output<typeof resultSchema>;
export type Results = z.output<typeof fileSchema>;

const remedy = (stack: string) =>
  `Delete it and run "npx seaworthy verify ${stack}" again: it holds nothing but results.`;

/** The results of a stack's experiments, next to the stack's other uncommitted files. */
export const resultsFile = ({ state }: Project, stack: string): string =>
  join(state, "verify", `${stack}.json`);

/** Undefined before the first run. Throws STORE_CORRUPT. */
export const readResults = (project: Project, stack: string): Results | undefined =>
  readJsonFile(resultsFile(project, stack), fileSchema, remedy(stack));

export const writeResults = (project: Project, results: Results): void =>
  writeJsonFile(resultsFile(project, results.stack), results);
