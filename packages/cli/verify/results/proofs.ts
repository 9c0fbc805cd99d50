import type { Project } from "@seaworthy/core/project";
import type { Environment } from "@seaworthy/readiness/rules/rule";
import type { Proofs } from "@seaworthy/readiness/score/proofs";
import { experimentsFor } from "../table.ts";
import { readResults } from "./store.ts";

/** The proofs that the score counts; undefined before the first run. Throws STORE_CORRUPT. */
export function readProofs(
  project: Project,
  stack: string,
  kind: Environment,
  boundDays: number,
): Proofs | undefined {
  const results = readResults(project, stack);
  if (results === undefined) return undefined;
  return {
    provable: experimentsFor(kind, undefined).map(({ id, policies }) => ({
      experiment: id,
      policies,
    })),
    done: results.results,
    boundDays,
  };
}
