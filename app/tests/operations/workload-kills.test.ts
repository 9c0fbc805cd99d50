import { afterAll, beforeAll, expect, it } from "vitest";
import type { Finding } from "../../testing/kills/compare.ts";
import { keyName } from "../../testing/kills/platform.ts";
import { type KillRun, runKills } from "../../testing/kills/run.ts";
import { settle } from "../../testing/kills/settle.ts";
import { openWorkloads, type Workloads } from "../../testing/kills/workloads.ts";

/** `npm run test:long workload-kills` sets `WORKLOAD_KILLS=100`; here each part is killed once. */
const kills = Number(process.env.WORKLOAD_KILLS ?? 3);
const seed = Number(process.env.WORKLOAD_KILLS_SEED ?? 16);

let workloads: Workloads;
beforeAll(async () => {
  workloads = await openWorkloads();
});
afterAll(() => workloads?.close());

it(
  "SIGKILL of workerd, PostgreSQL and Redis under load: what was acknowledged is there once",
  async () => {
    const run = await runKills(workloads, { seed, kills });
    await settle(workloads);
    const findings = await audit(run);
    for (const finding of findings) {
      expect(finding).toMatchObject({ lost: [], doubled: [], invented: [] });
      expect(finding.acknowledged).toBeGreaterThan(0);
    }
    const wrong = workloads.open.map((workload) => workload.wrongCounters?.() ?? []);
    expect((await Promise.all(wrong)).flat()).toEqual([]);
    await expectToSeeDamage(run);
    process.stdout.write(`\nmeasured: ${textOf(run, findings)}\n`);
  },
  60_000 + kills * 60_000,
);

async function audit({ ledgers }: KillRun): Promise<readonly Finding[]> {
  return (await Promise.all(workloads.open.map((workload) => workload.audit(ledgers)))).flat();
}

/** The audit must detect a lost row and a duplicated one. */
async function expectToSeeDamage(run: KillRun): Promise<void> {
  const { admin } = workloads.rig.stack;
  const [gone = -1, twice = -1] = run.ledgers.get("keys")?.acknowledged ?? [];
  await admin`delete from api_keys where name = ${keyName(gone)}`;
  await admin`insert into api_keys (owner_id, name, prefix, hash, scopes, expires_at)
    select owner_id, name, prefix, repeat('a', 64), scopes, expires_at
    from api_keys where name = ${keyName(twice)}`;
  const keys = (await audit(run)).find(({ kind }) => kind === "keys");
  expect(keys).toMatchObject({ lost: [keyName(gone)], doubled: [keyName(twice)] });
}

function textOf(run: KillRun, findings: readonly Finding[]): string {
  const parts = Object.entries(Object.groupBy(run.victims, (victim) => victim));
  const slowest = Math.max(...run.recoveryMs) / 1_000;
  return [
    `${run.victims.length} kills (${parts.map(([name, all]) => `${name} ${all?.length}`).join(", ")})`,
    `acknowledged: ${findings.map(({ kind, acknowledged }) => `${acknowledged} ${kind}`).join(", ")}`,
    "0 lost, 0 doubled",
    `slowest recovery ${slowest.toFixed(1)} s`,
  ].join("; ");
}
