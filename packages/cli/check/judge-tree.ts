import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { buildSchema } from "@seaworthy/readiness/database/build";
import type { Schema } from "@seaworthy/readiness/database/schema";
import { readMigrations } from "@seaworthy/readiness/database/statements";
import { judge } from "@seaworthy/readiness/judge";
import { ofType } from "@seaworthy/readiness/plan/resource";
import { environmentOf } from "@seaworthy/readiness/plan/stack";
import { readProfile } from "@seaworthy/readiness/profiles/read";
import { resolveProfile } from "@seaworthy/readiness/profiles/resolve";
import { buildReport } from "@seaworthy/readiness/reports/build";
import type { Report } from "@seaworthy/readiness/reports/report";
import { monthlyCost } from "@seaworthy/readiness/rules/helpers/monthly-cost";
import { rules } from "@seaworthy/readiness/rules/table";
import { readWaivers, waiversFile } from "@seaworthy/readiness/waivers/read";
import { readAppFacts } from "./app-facts.ts";
import type { CheckRequest } from "./check-request.ts";
import { readLiveDatabase } from "./live-database.ts";
import { type Plan, readPlan } from "./plan.ts";
import { preview } from "./preview.ts";
import { readRegistrations, traceVariable } from "./registrations.ts";
import { readStackFile } from "./stack-file.ts";
import { createStandInStack } from "./stand-in-stack.ts";
import { stateUrl } from "./throw-away.ts";

/** Where a preview runs. */
export interface Ground {
  /** Empty at first, and removed afterwards. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface JudgedTree {
  readonly report: Report;
  readonly plan: Plan;
}

/** Previews and judges the program in one folder. */
export async function judgeTree(
  request: Omit<CheckRequest, "base">,
  ground: Ground,
): Promise<JudgedTree> {
  const { root, stack, previewed, today, profile } = request;
  const original = request.configFile ?? join(root, `Pulumi.${stack}.yaml`);
  const { config } = readStackFile(original);
  const environment = environmentOf(config);
  const waivers = readWaivers(join(root, waiversFile(stack)));
  const resolved = resolveProfile(readProfile(profile), rules, environment);
  const plan = await planOf(request, original, ground);
  const schema = await schemaOf(plan, request);
  const judgement = judge(plan.resources, {
    environment,
    today,
    config,
    knowsEncrypted: true,
    ...schema,
    ...(await readAppFacts(root)),
    profile: resolved,
  });
  const { declared, changes } = plan;
  const monthlyDollars = monthlyCost(plan.resources).dollars;
  const about = { stack, environment, previewed, profile, today };
  return {
    plan,
    report: buildReport({ ...about, judgement, waivers, declared, changes, monthlyDollars }),
  };
}

/**
 * The live database, where one is named; else the one that the migrations of that folder make;
 * nothing when the stack declares none.
 */
async function schemaOf(
  { resources }: Plan,
  { root, databaseUrl }: Omit<CheckRequest, "base">,
): Promise<{ schema?: Schema }> {
  if (databaseUrl !== undefined) return { schema: await readLiveDatabase(databaseUrl) };
  const folder = ofType(resources, "migrations")[0]?.props.directory;
  return typeof folder === "string"
    ? { schema: buildSchema(await readMigrations(root, folder)) }
    : {};
}

/** Two trees may be previewed one after the other, each with a state of its own. */
async function planOf(
  request: Omit<CheckRequest, "base">,
  configFile: string,
  ground: Ground,
): Promise<Plan> {
  const { root, stack } = request;
  if (request.previewed === "real") {
    const steps = await preview({ root, stack, configFile, environment: ground.environment });
    return readPlan(steps, { root, registrations: new Map() });
  }
  const directory = mkdtempSync(join(ground.directory, "stack-"));
  const environment = {
    ...ground.environment,
    PULUMI_BACKEND_URL: stateUrl(join(directory, "state")),
  };
  const standIn = await createStandInStack({ root, stack, configFile, directory, environment });
  const trace = join(directory, "calls.jsonl");
  const steps = await preview({
    root,
    stack,
    configFile: standIn,
    environment: { ...environment, [traceVariable]: trace },
  });
  return readPlan(steps, { root, registrations: readRegistrations(trace) });
}
