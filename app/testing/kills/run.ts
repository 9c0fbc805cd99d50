import { setTimeout as pause } from "node:timers/promises";
import { until } from "@seaworthy/platform/testing/until";
import { newOwner, type Owner } from "../outreach/owner.ts";
import { keepLedger, type Ledger } from "./ledger.ts";
import type { KillRig, Victim } from "./rig.ts";
import { pick, seededNumbers } from "./seeded.ts";
import { openWriters, type Writers } from "./writers.ts";

export interface KillPlan {
  readonly seed: number;
  readonly kills: number;
  /** Leads of the campaign that is started before each kill. */
  readonly leads: number;
}

/** An acknowledged campaign, and how many mails it must send. */
interface Owed {
  readonly owner: Owner;
  readonly campaignId: string;
  readonly accountId: string;
}

export interface KillRun {
  readonly ledgers: ReadonlyMap<string, Ledger>;
  readonly owed: readonly Owed[];
  readonly writers: Writers;
  readonly victims: readonly Victim[];
  /** Per kill: the time until every writer got an acknowledgement again. */
  readonly recoveryMs: readonly number[];
}

/** A part that is down longer than this has not recovered. */
const longestRecoveryMs = 90_000;
const longestWaitMs = 1_500;
const everyPart: readonly [Victim, ...Victim[]] = ["workerd", "postgres", "redis"];

/** Writers write and mails are sent while parts are killed at seeded moments. */
export async function runKills(rig: KillRig, plan: KillPlan): Promise<KillRun> {
  const next = seededNumbers(plan.seed);
  const writers = await openWriters(rig.stack, rig.send);
  const ledgers = new Map(writers.all.map((writer) => [writer.name, keepLedger(writer)]));
  const stopMinutes = keepRunning(rig.runMinute);
  const owed: Owed[] = [];
  const victims: Victim[] = [];
  const recoveryMs: number[] = [];
  try {
    await recovered(ledgers);
    for (let count = 0; count < plan.kills; count++) {
      owed.push(await startCampaign(rig, plan.leads));
      await pause(next() * longestWaitMs);
      // Each part once, then as the seed picks.
      const victim = everyPart[count] ?? pick(next, everyPart);
      victims.push(victim);
      const killedAt = performance.now();
      await rig.kill(victim);
      await recovered(ledgers);
      recoveryMs.push(performance.now() - killedAt);
    }
  } finally {
    await Promise.all([...ledgers.values()].map((ledger) => ledger.stop()));
    await stopMinutes();
  }
  return { ledgers, owed, writers, victims, recoveryMs };
}

/** Resolves when each writer got another acknowledgement. */
async function recovered(ledgers: ReadonlyMap<string, Ledger>): Promise<void> {
  const before = [...ledgers.values()].map((ledger) => ledger.acknowledged.length);
  await until(
    "another acknowledged write of each kind",
    () =>
      [...ledgers.values()].every((one, index) => one.acknowledged.length > (before[index] ?? 0)),
    longestRecoveryMs,
  );
}

/** Tries with another owner until a campaign's start is acknowledged. */
function startCampaign(rig: KillRig, leads: number): Promise<Owed> {
  return until(
    "an acknowledged campaign",
    () => tryCampaign(rig, leads).catch(() => undefined),
    longestRecoveryMs,
  );
}

async function tryCampaign(
  { stack, worker, receiverUrl }: KillRig,
  leads: number,
): Promise<Owed | undefined> {
  const owner = await newOwner(stack, worker());
  const endpoint = await owner.ask("POST", "/rest/webhook-endpoints", { url: receiverUrl });
  if (endpoint.status !== 201) return undefined;
  const { id, accountId } = await owner.campaign(leads);
  const emails = await stack.admin`select 1 from emails where campaign_id = ${id}`;
  return emails.length === leads ? { owner, campaignId: id, accountId } : undefined;
}

function keepRunning(work: () => Promise<void>): () => Promise<void> {
  let isStopped = false;
  const running = (async () => {
    while (!isStopped) await work();
  })();
  return async () => {
    isStopped = true;
    await running;
  };
}
