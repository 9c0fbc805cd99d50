import { afterAll, beforeAll, expect, it } from "vitest";
import { modules } from "../../src/modules.ts";
import { audit, wrongCounters } from "../../testing/kills/audit.ts";
import { type KillRig, openKillRig } from "../../testing/kills/rig.ts";
import { type KillRun, runKills } from "../../testing/kills/run.ts";
import { settle } from "../../testing/kills/settle.ts";
import { postBody } from "../../testing/kills/writers.ts";

/** `npm run test:long workload-kills` sets `WORKLOAD_KILLS=100`; here each part is killed once. */
const kills = Number(process.env.WORKLOAD_KILLS ?? 3);
const seed = Number(process.env.WORKLOAD_KILLS_SEED ?? 16);

/** All of these are written to at once. A stack without one of them has each module's own tests. */
const workloads = ["calls", "feed", "insights", "outreach", "tables"];
const present: readonly { readonly name: string }[] = modules;
const isWhole = workloads.every((name) => present.some((module) => module.name === name));

let rig: KillRig;
beforeAll(async () => {
  if (isWhole) rig = await openKillRig();
});
afterAll(() => rig?.close());

it.runIf(isWhole)(
  "SIGKILL of workerd, PostgreSQL and Redis under load: what was acknowledged is there once",
  async () => {
    const run = await runKills(rig, { seed, kills, leads: 5 });
    await settle(rig);
    const findings = await audit(rig, run);
    for (const finding of findings) {
      expect(finding).toMatchObject({ lost: [], doubled: [], invented: [] });
      expect(finding.acknowledged).toBeGreaterThan(0);
    }
    expect(await wrongCounters(rig, run)).toEqual([]);
    await expectToSeeDamage(run);
    process.stdout.write(`\nmeasured: ${textOf(run, findings)}\n`);
  },
  60_000 + kills * 60_000,
);

/** The audit must detect a lost row and a duplicated one. */
async function expectToSeeDamage(run: KillRun): Promise<void> {
  const { admin } = rig.stack;
  const [gone = -1, twice = -1] = run.ledgers.get("posts")?.acknowledged ?? [];
  await admin`delete from posts where body = ${postBody(gone)}`;
  await admin`insert into posts (author_id, body, visibility)
    select author_id, body, visibility from posts where body = ${postBody(twice)}`;
  const posts = (await audit(rig, run)).find(({ kind }) => kind === "posts");
  expect(posts).toMatchObject({ lost: [postBody(gone)], doubled: [postBody(twice)] });
}

function textOf(run: KillRun, findings: Awaited<ReturnType<typeof audit>>): string {
  const parts = Object.entries(Object.groupBy(run.victims, (victim) => victim));
  const slowest = Math.max(...run.recoveryMs) / 1_000;
  return [
    `${run.victims.length} kills (${parts.map(([name, all]) => `${name} ${all?.length}`).join(", ")})`,
    `acknowledged: ${findings.map(({ kind, acknowledged }) => `${acknowledged} ${kind}`).join(", ")}`,
    "0 lost, 0 doubled",
    `slowest recovery ${slowest.toFixed(1)} s`,
  ].join("; ");
}
