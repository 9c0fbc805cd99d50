import { randomBytes } from "node:crypto";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { AuditTrail } from "../audit/trail.ts";
import type { StackState } from "../rotate/stack/stack-state.ts";
import type { Deployed } from "../worker/deployed.ts";
import { listOf, type Problems, problemsOf, smokePercentage } from "../worker/smoke-test.ts";
import { rejoinedBindings } from "./bindings.ts";
import { ofStack, rollbackMark } from "./note.ts";
import type { RollbackPlan } from "./plan.ts";

export interface RollbackRun {
  readonly plan: RollbackPlan;
  readonly state: StackState;
  readonly deployed: Deployed;
  readonly trail: AuditTrail;
}

/** The result of a rollback. */
export interface RollbackReport {
  readonly from: string;
  /** The deployed version. */
  readonly to: string;
  /** The version whose code it is, if uploaded again with the current secrets. */
  readonly codeOf: string;
  /** Secrets replaced since that version was created. */
  readonly replaced: readonly string[];
  readonly seconds: number;
  /** Why the audit line is missing. */
  readonly unrecorded?: string;
}

/**
 * Sends all traffic to the planned version after its smoke test. Throws ROLLBACK_REFUSED when that
 * fails, leaving the deployment unchanged.
 */
export async function rollBack(run: RollbackRun): Promise<RollbackReport> {
  const { plan, trail } = run;
  const started = performance.now();
  const { id: from } = plan.from;
  const codeOf = plan.target.id;
  const to = plan.replaced.length === 0 ? await tryAsIs(run) : await republish(run);
  const { worker } = run.deployed;
  await worker.deploy([{ versionId: to, percentage: 100 }], messageFor(plan, to));
  const seconds = (performance.now() - started) / 1000;
  const why = to === codeOf ? "" : `code of ${codeOf}`;
  // Going forward to the last `up`'s version again does not make the version before it bad.
  const what = to === plan.current.id ? "restore" : "rollback";
  const unrecorded = await trail.add({ what, from, to, why }).then(
    () => undefined,
    (thrown: unknown) => messageOf(thrown),
  );
  const report = { from, to, codeOf, replaced: plan.replaced, seconds };
  return unrecorded === undefined ? report : { ...report, unrecorded };
}

/** An intermediate version of a rotation accepts other keys, so its code is uploaded again. */
async function tryAsIs(run: RollbackRun): Promise<string> {
  const { target } = run.plan;
  const problems = await smoke(run, target.id);
  if (problems.others.length > 0) throw failed(target.id, listOf(problems));
  return problems.secrets.length === 0 ? target.id : republish(run);
}

async function republish(run: RollbackRun): Promise<string> {
  const { target, current } = run.plan;
  const { versions } = run.deployed;
  const bindings = rejoinedBindings(target, current);
  const code = await versions.readCode(target.id);
  const id = await versions.upload({
    ...{ from: target, bindings, ...code },
    tag: `rb-${randomBytes(4).toString("hex")}`,
    message: `seaworthy rollback: code of ${target.id}, secrets of ${current.id}`,
  });
  const problems = listOf(await smoke(run, id));
  if (problems.length === 0) return id;
  throw failed(target.id, problems);
}

const failed = (version: string, problems: readonly string[]) =>
  new SeaworthyError(
    "ROLLBACK_REFUSED",
    `The code of version ${version} fails its smoke test: ${problems.join("; ")}. What served before serves. Name another version, or deploy a fix: npx seaworthy up.`,
  );

/** Tests it alongside the deployed version, which is restored on failure. */
async function smoke({ plan, state, deployed }: RollbackRun, id: string): Promise<Problems> {
  const { worker } = deployed;
  const isServed = plan.serving.some(({ versionId }) => versionId === id);
  const [most] = plan.serving.toSorted((a, b) => b.percentage - a.percentage);
  if (!isServed && most)
    await worker.deploy(
      [
        { versionId: id, percentage: smokePercentage },
        { versionId: most.versionId, percentage: 100 - smokePercentage },
      ],
      `${rollbackMark} trying ${id}`,
    );
  const problems = await problemsOf(worker, state, id).catch((thrown: unknown) => ({
    ...{ secrets: [], others: [messageOf(thrown)] },
  }));
  if (listOf(problems).length > 0 && !isServed)
    await worker.deploy(plan.serving, `${rollbackMark} given up`);
  return problems;
}

/** Cloudflare stores it with the deployment, its author and time. */
const messageFor = ({ from, target, current }: RollbackPlan, to: string): string =>
  `${rollbackMark} ${from.id} → ${to}${to === target.id ? "" : ` (code of ${target.id})`} ${ofStack(current.id)}`;
