import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { judge } from "@seaworthy/policies/judge.ts";
import { environmentOf } from "@seaworthy/policies/plan/stack.ts";
import { readProfile } from "@seaworthy/policies/profiles/read.ts";
import { resolveProfile } from "@seaworthy/policies/profiles/resolve.ts";
import { buildReport } from "@seaworthy/policies/reports/build.ts";
import type { Report } from "@seaworthy/policies/reports/report.ts";
import { rules } from "@seaworthy/policies/rules/table.ts";
import { readWaivers, waiversFile } from "@seaworthy/policies/waivers/read.ts";
import type { CheckRequest } from "./check.ts";
import { readPlan } from "./plan.ts";
import { preview } from "./preview.ts";
import { readStackFile } from "./stack-file.ts";
import { createStandInStack } from "./stand-in-stack.ts";

/** Where a preview runs. */
export interface Ground {
  /** Empty at first, and removed afterwards. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Previews and judges the program in one folder. */
export async function judgeTree(request: Omit<CheckRequest, "base">, ground: Ground): Promise<Report> {
  const { root, stack, previewed, today, profile } = request;
  const original = request.configFile ?? join(root, `Pulumi.${stack}.yaml`);
  const { config } = readStackFile(original);
  const environment = environmentOf(config);
  const waivers = readWaivers(join(root, waiversFile(stack)));
  const resolved = resolveProfile(readProfile(profile), rules, environment);
  const configFile = previewed === "real" ? original : await standIn(request, original, ground);
  const plan = readPlan(await preview({ root, stack, configFile, environment: ground.environment }), root);
  const judgement = judge(plan.resources, { environment, today, config, knowsEncrypted: true, profile: resolved });
  return buildReport({ stack, environment, previewed, profile, today, judgement, waivers, declared: plan.declared, changes: plan.changes });
}

/** Two trees may be previewed one after the other, each with a state of its own. */
async function standIn({ root, stack }: Omit<CheckRequest, "base">, configFile: string, ground: Ground): Promise<string> {
  const directory = mkdtempSync(join(ground.directory, "stack-"));
  return createStandInStack({ root, stack, configFile, directory, environment: ground.environment });
}
