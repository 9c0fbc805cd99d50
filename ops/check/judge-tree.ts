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
import { type Plan, readPlan } from "./plan.ts";
import { preview } from "./preview.ts";
import { readRegistrations, traceVariable } from "./registrations.ts";
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
  const plan = await planOf(request, original, ground);
  const judgement = judge(plan.resources, { environment, today, config, knowsEncrypted: true, profile: resolved });
  return buildReport({ stack, environment, previewed, profile, today, judgement, waivers, declared: plan.declared, changes: plan.changes });
}

/** Two trees may be previewed one after the other, each with a state of its own. */
async function planOf(request: Omit<CheckRequest, "base">, configFile: string, ground: Ground): Promise<Plan> {
  const { root, stack } = request;
  if (request.previewed === "real") {
    const steps = await preview({ root, stack, configFile, environment: ground.environment });
    return readPlan(steps, { root, registrations: new Map() });
  }
  const directory = mkdtempSync(join(ground.directory, "stack-"));
  const standIn = await createStandInStack({ root, stack, configFile, directory, environment: ground.environment });
  const trace = join(directory, "calls.jsonl");
  const steps = await preview({ root, stack, configFile: standIn, environment: { ...ground.environment, [traceVariable]: trace } });
  return readPlan(steps, { root, registrations: readRegistrations(trace) });
}
