import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type BadVersion,
  badVersions,
  classFiles,
  plant,
  plantClass,
  plantedApp,
  plantSilence,
  plantTitle,
  titleFile,
} from "./planted.ts";
import { type GatedStack, gate, openGatedStack } from "./rig.ts";

const requestsPerSecond = 20;

/** `up --gate`, run in a checkout whose app gets bad and good versions. */
describe("a gated rollout", { timeout: 600_000 }, () => {
  let gated: GatedStack;

  beforeAll(async () => {
    gated = await openGatedStack();
  }, 600_000);

  afterAll(() => gated?.close(), 120_000);

  const up = () => gated.seaworthy("up", "local", "--gate");
  const plantGood = (title: string) => {
    gated.write(plantedApp, (source) => source);
    gated.write(titleFile, plantTitle(title));
  };

  test.each(Object.keys(badVersions) as BadVersion[])(
    "%s: rolled back by itself, and few requests are touched",
    async (name) => {
      const before = { serving: await gated.serving(), ends: await gated.ends() };
      gated.write(plantedApp, (source) => plant(source, badVersions[name]));
      const load = await gated.load(requestsPerSecond);
      await expect.poll(load.requests, { timeout: 60_000 }).toBeGreaterThan(100);
      const { code, stdout, stderr } = await up();
      const at = load.requests();
      await expect.poll(load.requests, { timeout: 60_000 }).toBeGreaterThan(at + 100);
      const { requests, failed, touched, kinds } = await load.stop();
      console.info(
        `${name}: ${requests} requests, ${touched} touched, ${failed} failed ${kinds}\n${stderr}`,
      );
      expect(stdout).not.toContain(`${gate.steps[1]} % of the requests`);
      expect(stderr).toContain("was taken back");
      expect(code).toBe(1);
      expect(await gated.serving()).toEqual(before.serving);
      expect(touched).toBeGreaterThan(0);
      expect(touched / requests).toBeLessThanOrEqual(0.1);
      expect(failed / requests).toBeLessThanOrEqual(0.1);
      const { lines, alerts } = await gated.ends();
      expect(lines).toEqual([...before.ends.lines, "rollout-failed"]);
      expect(alerts).toBe(before.ends.alerts + 1);
    },
  );

  test("a version that reports nothing is neither promoted nor rolled back, and a newer one replaces it", async () => {
    const [old] = await gated.serving();
    gated.write(plantedApp, plantSilence);
    const { code, stderr } = await up();
    expect(stderr).toContain("is paused, not enough is known");
    expect(code).toBe(1);
    const shares = await gated.serving();
    expect(shares).toHaveLength(2);
    expect(shares).toContainEqual({ versionId: old?.versionId, percentage: 90 });
    expect((await gated.ends()).lines.at(-1)).toBe("rollout-paused");
  });

  test("a good version without visitors is promoted by evidence of the gate's own requests", async () => {
    plantGood("good");
    const { code, stdout, stderr } = await up();
    expect(code, stderr).toBe(0);
    const [, fresh, old] = /(\d+) requests to the new version, (\d+) to the old/.exec(stdout) ?? [];
    expect(Number(fresh)).toBeGreaterThanOrEqual(gate.minimumRequests);
    expect(Number(old)).toBeGreaterThanOrEqual(gate.minimumRequests);
    expect(await gated.serving()).toHaveLength(1);
    const { lines, alerts } = await gated.ends();
    expect(lines.at(-1)).toBe("rollout-passed");
    expect(alerts).toBe(lines.length);
  });

  test("killed midway, it goes on with the next up", async () => {
    const [old] = await gated.serving();
    plantGood("killed");
    const killed = await gated.endedBy("SIGKILL");
    expect(killed.text).toContain("10 % of the requests");
    expect(await gated.serving()).toContainEqual({ versionId: old?.versionId, percentage: 90 });
    const before = await gated.ends();
    const { code, stdout, stderr } = await up();
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("gets all requests");
    const [now, ...others] = await gated.serving();
    expect(others).toEqual([]);
    expect(now?.versionId).not.toBe(old?.versionId);
    const after = await gated.ends();
    expect(after.lines).toEqual([...before.lines, "rollout-passed"]);
    expect(after.alerts).toBe(before.alerts + 1);
  });

  test("killed midway, one word takes it back", async () => {
    const serving = await gated.serving();
    plantGood("killed again");
    await gated.endedBy("SIGKILL");
    expect(await gated.serving()).toHaveLength(2);
    expect(await gated.seaworthy("rollback", "local", "--yes")).toMatchObject({ code: 0 });
    expect(await gated.serving()).toEqual(serving);
  });

  test("interrupted, it is taken back with an audit line and an alert, and can be tried again", async () => {
    const serving = await gated.serving();
    const before = await gated.ends();
    plantGood("interrupted");
    const { code, text } = await gated.endedBy("SIGTERM");
    expect(text).toContain("was taken back");
    expect(code).toBe(1);
    expect(await gated.serving()).toEqual(serving);
    expect(await gated.ends()).toEqual({
      lines: [...before.lines, "rollout-failed"],
      alerts: before.alerts + 1,
    });
    const again = await up();
    expect(again.code, again.stderr).toBe(0);
    expect((await gated.serving())[0]?.versionId).not.toBe(serving[0]?.versionId);
  });

  test("a version with another Durable Object class gets no share of the requests, and everything in one step", async () => {
    const serving = await gated.serving();
    const before = await gated.ends();
    for (const part of ["entry", "exports"] as const)
      gated.write(classFiles[part], plantClass[part]);
    const { code, stderr } = await up();
    expect(stderr).toContain("ROLLOUT_REFUSED");
    expect(stderr).toContain("Planted was added");
    expect(stderr).toContain("npx seaworthy up local --no-gate");
    expect(code).toBe(1);
    expect(await gated.serving()).toEqual(serving);
    expect(await gated.ends()).toEqual({
      lines: [...before.lines, "rollout-refused"],
      alerts: before.alerts + 1,
    });
    expect(await gated.seaworthy("up", "local", "--no-gate")).toMatchObject({ code: 0 });
    const [now, ...others] = await gated.serving();
    expect(others).toEqual([]);
    expect(now?.versionId).not.toBe(serving[0]?.versionId);
  });
});
