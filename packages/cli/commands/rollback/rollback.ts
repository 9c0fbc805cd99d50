import { randomBytes } from "node:crypto";
import { SeaworthyError } from "@seaworthy/core/errors";
import { openTrail } from "../../audit/trail.ts";
import { confirm } from "../../confirm.ts";
import { findStack } from "../../project.ts";
import { badVersions } from "../../rollback/bad-versions.ts";
import { requireExpandedOnly } from "../../rollback/migrations.ts";
import { planRollback, type RollbackPlan } from "../../rollback/plan.ts";
import { type RollbackReport, rollBack } from "../../rollback/rollback.ts";
import { openEngine } from "../../rotate/stack/engine.ts";
import { stackEnvironment } from "../../rotate/stack/stack-environment.ts";
import { lockStack, release } from "../../rotate/stack/stack-lock.ts";
import { stackTags } from "../../rotate/stack/tags.ts";
import { openDeployed } from "../../worker/deployed.ts";
import type { DeployedWorker } from "../../worker/worker.ts";

export interface RollbackOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly acceptMigrations?: boolean;
}

/** How long a lock of another machine must be unchanged before it is taken over. */
const takeOverMs = 20_000;

export async function rollback(
  stackName: string,
  version: string | undefined,
  { yes, json, acceptMigrations = false }: RollbackOptions,
): Promise<void> {
  const stack = findStack(stackName);
  const environment = stackEnvironment(stack);
  const tags = stackTags(stack.name, environment);
  const trail = openTrail(tags);
  const [state, lines] = await Promise.all([
    openEngine(stack, environment).readState(),
    trail.read(),
  ]);
  const deployed = openDeployed(state.manifest, environment);
  const bad = badVersions(lines);
  const plan = await planRollback({ state, stack: stack.name, deployed, version, bad });
  if (!acceptMigrations) await requireExpandedOnly(state, Date.parse(plan.target.created_on));
  await confirm({ message: questionOf(stack.name, plan), yes });
  const lock = await lockStack(tags, `rollback-${randomBytes(4).toString("hex")}`, takeOverMs);
  try {
    await requireUnchanged(deployed.worker, plan);
    const report = await rollBack({ plan, state, deployed, trail });
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(stack.name, report));
  } finally {
    await release(lock);
  }
}

function questionOf(stack: string, { from, target, replaced }: RollbackPlan): string {
  const how =
    replaced.length === 0 ? "" : ` Its code is uploaded again, with the secrets in use now.`;
  return `Send all traffic of ${stack} from version ${from.id} (${from.created_on}) back to ${target.id} (${target.created_on})?${how}`;
}

/** The operator may have taken a while to confirm. */
async function requireUnchanged(worker: DeployedWorker, { serving }: RollbackPlan): Promise<void> {
  const { shares } = await worker.shares();
  if (JSON.stringify(shares) === JSON.stringify(serving)) return;
  throw new SeaworthyError(
    "ROLLBACK_REFUSED",
    "Another deployment was made meanwhile. Nothing was changed. Look at what serves, and type it again.",
    { retryable: true },
  );
}

function describe(stack: string, report: RollbackReport): string {
  const { from, to, codeOf, replaced, seconds, unrecorded } = report;
  const lines = [
    `Version ${to} serves; ${from} does not any more. Took ${seconds.toFixed(1)} s.`,
    ...(to === codeOf
      ? []
      : [
          `It is the code of ${codeOf} with the secrets in use now${replaced.length > 0 ? ` (replaced since: ${replaced.join(", ")})` : ""}.`,
        ]),
    `Deploy a fix with "npx seaworthy up ${stack}". Until the code changes, up leaves this version in place. To take the rollback back: npx seaworthy rollback ${stack} ${from}`,
    ...(unrecorded === undefined ? [] : [`The audit line was not written: ${unrecorded}`]),
  ];
  return `${lines.join("\n")}\n`;
}
