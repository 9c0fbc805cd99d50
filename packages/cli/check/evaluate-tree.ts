import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import { schemaOfStack } from "@seaworthy/readiness/database/migrations";
import type { Schema } from "@seaworthy/readiness/database/schema";
import { evaluate } from "@seaworthy/readiness/evaluate";
import { environmentOf } from "@seaworthy/readiness/plan/environment";
import { readProfile } from "@seaworthy/readiness/profiles/read";
import { resolveProfile } from "@seaworthy/readiness/profiles/resolve";
import type { Report } from "@seaworthy/readiness/reports/report";
import { rules as everyRule } from "@seaworthy/readiness/rules/table";
import { sourcesOf } from "@seaworthy/readiness/sources/sources";
import { readWaivers, waiversFile } from "@seaworthy/readiness/waivers/read";
import { readAppFacts, readOwnRules } from "./app-facts.ts";
import type { CheckRequest } from "./check-request.ts";
import { readLiveDatabase } from "./live-database.ts";
import type { PreviewedPlan } from "./plan/plan.ts";
import { type PreviewPlanRequest, previewPlan } from "./plan/preview-plan.ts";
import { installMissing } from "./preview/declared-plugins.ts";
import { stateUrl } from "./preview/ephemeral-stack.ts";
import { stackFileIn } from "./preview/project-file.ts";
import { readStackFile } from "./preview/stack-file.ts";
import { createStandInStack } from "./preview/stand-in-stack.ts";
import { isOfConfiguration, nextValues, type StandInValues } from "./preview/stand-in-values.ts";

/** Where a preview runs. */
export interface Ground {
  /** Initially empty; removed afterwards. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface EvaluatedTree {
  readonly report: Report;
  readonly plan: PreviewedPlan;
}

type TreeRequest = Omit<CheckRequest, "base">;

/** Previews the program in one folder and evaluates its plan. */
export async function evaluateTree(request: TreeRequest, ground: Ground): Promise<EvaluatedTree> {
  const { root, stack, previewed, today, profile } = request;
  const configFile = request.configFile ?? stackFileIn(root, stack);
  const { config } = readStackFile(configFile);
  const environment = environmentOf(config, stack);
  const waivers = request.ignoreWaivers ? [] : readWaivers(join(root, waiversFile(stack)));
  const rules = [...everyRule, ...(await readOwnRules(root))];
  const resolved = resolveProfile(readProfile(profile), rules, environment);
  // First: an unreachable database is reported before the preview has taken its time.
  const live = await liveSchema(request);
  const [plan, app] = await both(planOf(request, configFile, ground), readAppFacts(root));
  const facts = {
    stack,
    environment,
    previewed,
    today,
    config,
    rules,
    knowsEncrypted: true,
    profile: resolved,
    profileName: profile,
    ...defined({ proofs: request.proofs }),
    ...(live ?? (await schemaOf(plan, request))),
    ...app,
  };
  const sources = sourcesOf({ root, stack, configFile });
  return { plan, report: evaluate({ ...plan, sources, config }, facts, waivers) };
}

/** If both fail, the first error is thrown, after both have ended. */
async function both<One, Other>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<readonly [One, Other]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}

/** The schema of the live database, if one is given. */
const liveSchema = async ({ databaseUrl }: TreeRequest) =>
  databaseUrl === undefined ? undefined : { schema: await readLiveDatabase(databaseUrl) };

/**
 * The schema that the folder's migrations create; nothing when the stack declares no database.
 */
async function schemaOf(
  { resources }: PreviewedPlan,
  { root }: TreeRequest,
): Promise<{ schema?: Schema }> {
  const schema = await schemaOfStack(resources, root);
  return schema === undefined ? {} : { schema };
}

/** Two trees may be previewed in sequence, each with its own state. */
async function planOf(
  tree: TreeRequest,
  configFile: string,
  ground: Ground,
  values: StandInValues = new Map(),
): Promise<PreviewedPlan> {
  const { root, stack, previewed } = tree;
  const directory = mkdtempSync(join(ground.directory, "stack-"));
  if (previewed === "real") return previewPlan({ ...ground, directory, root, stack, configFile });
  const environment = {
    ...ground.environment,
    PULUMI_BACKEND_URL: stateUrl(join(directory, "state")),
  };
  const request = { root, stack, directory, environment };
  const standIn = await createStandInStack({ ...request, configFile, values });
  try {
    return await previewWithOutputs({ ...request, configFile: standIn });
  } catch (thrown) {
    const next = nextValues(thrown, values);
    if (next === undefined) throw thrown;
    return planOf(tree, configFile, ground, next);
  }
}

/** Retries without made-up outputs when the program fails on them. */
async function previewWithOutputs(request: PreviewPlanRequest): Promise<PreviewedPlan> {
  const environment = { ...request.environment, SEAWORTHY_CHECK_OUTPUTS: "stand-ins" };
  try {
    return await previewWithPlugins({ ...request, environment });
  } catch (thrown) {
    if (!(thrown instanceof SeaworthyError) || isOfConfiguration(thrown)) throw thrown;
    return previewWithPlugins(request);
  }
}

/** Retries for each plugin that turns out to be missing during the preview. */
async function previewWithPlugins(request: PreviewPlanRequest): Promise<PreviewedPlan> {
  try {
    return await previewPlan(request);
  } catch (thrown) {
    const home = request.environment.PULUMI_HOME ?? "";
    if (!(thrown instanceof SeaworthyError) || !installMissing(home, thrown.message)) throw thrown;
    return previewWithPlugins(request);
  }
}
