import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { readTextFile } from "@seaworthy/core/text-file";
import { baselineOf, compared } from "@seaworthy/readiness/reports/compare";
import { parseBaseline } from "@seaworthy/readiness/reports/json";
import type { Report } from "@seaworthy/readiness/reports/report";
import { writeTree } from "./base-tree.ts";
import type { Base, CheckRequest } from "./check-request.ts";
import { type EvaluatedTree, evaluateTree, type Ground } from "./evaluate-tree.ts";
import { changesSince } from "./plan/changes.ts";
import { openEphemeralStack } from "./preview/ephemeral-stack.ts";

/**
 * Previews a stack, evaluates the plan, and compares it with the base. Changes nothing except
 * temporary folders of its own.
 */
export async function check(request: CheckRequest): Promise<Report> {
  const ground = await openGround(request);
  try {
    const judged = await evaluateTree(request, ground);
    return request.base === undefined
      ? judged.report
      : await compareWith(request.base, judged, request, ground);
  } finally {
    await ground.close();
  }
}

async function openGround({
  root,
  previewed,
  onProgress,
}: CheckRequest): Promise<Ground & { close(): Promise<void> }> {
  if (previewed === "stand-ins") return openEphemeralStack(root, onProgress);
  const directory = mkdtempSync(join(tmpdir(), "sea-check-"));
  const environment = {
    ...process.env,
    PATH: `${findProject().programs}:${process.env.PATH ?? ""}`,
  };
  return {
    directory,
    environment,
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/**
 * The base is evaluated with this checkout's rules and profile, so new findings come from the
 * program and not from a new rule.
 */
async function compareWith(
  base: Base,
  { report, plan }: EvaluatedTree,
  request: CheckRequest,
  ground: Ground,
): Promise<Report> {
  if ("file" in base) return compared(report, parseBaseline(readText(base.file), base.file));
  request.onProgress(`previewing ${base.ref}`);
  const root = join(ground.directory, "base");
  await writeTree(request.root, base.ref, root);
  const { configFile: _, ...rest } = request;
  const before = await evaluateTree({ ...rest, root }, ground).catch((thrown: unknown) =>
    notComparable(thrown, base.ref, request),
  );
  if (before === undefined) return report;
  const changes = request.previewed === "real" ? report.changes : changesSince(before.plan, plan);
  return compared({ ...report, changes }, baselineOf(before.report, base.ref));
}

/**
 * A base that predates the stack, or has a mistake that this commit fixes, does not prevent the
 * check.
 */
function notComparable(thrown: unknown, ref: string, { onProgress }: CheckRequest): undefined {
  if (!(thrown instanceof SeaworthyError)) throw thrown;
  onProgress(
    `${ref} cannot be judged, so there is nothing to compare with. ${thrown.code}: ${thrown.message}`,
  );
}

const readText = (file: string): string =>
  readTextFile(file, {
    code: "BASELINE_INVALID",
    what: "--baseline",
    fix: "Create it with: seaworthy check <stack> --format json=<file>",
  });
