import { hostname } from "node:os";
import { generationOf, type StackState } from "@seaworthy/cli/rotate/stack/stack-state";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { machineEnvironment } from "../../testing/machine.ts";
import { mustSucceed } from "../harness.ts";
import {
  type CallHarm,
  type Harm,
  type HarmedRun,
  nameOf,
  openCallHarm,
  type PlacedCall,
} from "./rotation-calls.ts";
import { isAt } from "./rotation-scenarios.ts";
import { createRotationStack, type OnEvent, type RotationStack } from "./rotation-stack.ts";
import { createSecondMachine } from "./second-machine.ts";

const minutes = 60_000;

/** One call of each kind and service; `npm run prove:rotation` covers all of them. */
const points: readonly [RegExp, readonly Harm[]][] = [
  [/^prepare control PUT .*\/hyperdrive\//, [429, 500]],
  [/^prepare control POST .*\/keys\/$/, ["killed after"]],
  [/^prepare database alter role/, ["killed before"]],
  [/^accept control POST .*\/deployments$/, ["silence"]],
  [/^publish control POST .*\/versions$/, ["killed after"]],
  [/^revoke seaworthy-local-limiter POST/, ["killed before"]],
];
const harms = (call: PlacedCall): Harm[] =>
  points.flatMap(([pattern, harm]) => (pattern.test(nameOf(call)) ? harm : []));
const wanted = points.flatMap(([, harm]) => harm).map(String);

/**
 * One rotation of every secret, under steady load, with nearly every fault; the tests build on each
 * other in this order.
 */
describe.skipIf(process.platform !== "linux")(
  "a rotation with faults",
  { timeout: 900_000 },
  () => {
    let rotation: RotationStack;
    let load: Awaited<ReturnType<RotationStack["load"]>>;
    let calls: CallHarm;
    let before: StackState;

    beforeAll(async () => {
      rotation = await createRotationStack();
      before = await rotation.state();
      load = await rotation.load(30);
      calls = await openCallHarm(rotation, { harms, settings: { clockOffsetMs: -10 * minutes } });
    }, 600_000);

    afterAll(async () => {
      await calls?.close();
      await load?.stop();
      await rotation?.stack.close();
    }, 120_000);

    /** Clients switch to newly published secrets. */
    const refresh: OnEvent = (event) => {
      if (isAt(event, "publish", "after")) void load.refresh();
    };

    test("runs killed with engine and plugins at their calls resume; error responses are retried or reported", async () => {
      const runs: HarmedRun[] = [];
      const met = () => runs.flatMap((run) => run.points).map(({ harm }) => String(harm));
      while (met().length < wanted.length && runs.length <= wanted.length)
        runs.push(await calls.run([], refresh));
      expect(met().sort()).toEqual([...wanted].sort());
      for (const { code, points: ofRun, stdout, stderr } of runs) {
        const isKilled = ofRun.some(({ harm }) => String(harm).startsWith("killed"));
        expect(code, `${stdout}\n${stderr}`).toBe(isKilled ? 137 : 1);
      }
      // Each of these was started more than once, and some completed more than once: the results
      // are checked below.
      const begun = (step: string) =>
        runs.flatMap((run) => run.events.filter((event) => isAt(event, step, "before"))).length;
      for (const step of ["prepare", "accept"]) expect(begun(step), step).toBeGreaterThan(1);
      const [told] = runs.filter(({ code }) => code === 1);
      expect(told?.stderr).toMatch(
        /^error VENDOR_UNREACHABLE: Cloudflare did not answer POST .*: .*timeout/,
      );
    });

    test("another machine finishes it from another checkout, with its clock 20 minutes ahead", async () => {
      const machine = createSecondMachine(rotation.stack);
      const variables = machineEnvironment({
        clockOffsetMs: 10 * minutes,
        hostname: "other-machine",
      });
      const finished = await rotation
        .rotate(["--take-over", "10"], refresh, { machine, variables })
        .finally(machine.close);
      expect(finished, finished.stdout).toMatchObject({ code: 0, stderr: "" });
      expect(finished.events).toContainEqual(
        expect.objectContaining({
          event: "taken-over",
          owner: expect.stringContaining(hostname()),
        }),
      );
      expect(finished.events).toContainEqual(
        expect.objectContaining({ event: "found", doing: "finish", step: "revoke" }),
      );
      const after = Object.values((await rotation.state()).credentials);
      expect(new Set(after.map(({ phase }) => phase))).toEqual(new Set(["steady"]));
      const generations = (state: typeof after) =>
        state.map((credential) => generationOf(credential, credential.slot));
      expect(generations(after)).toEqual(
        generations(Object.values(before.credentials)).map((generation) => generation + 1),
      );
      expect(after.filter(({ lastExposureSeconds = -1 }) => lastExposureSeconds < 0)).toEqual([]);
      mustSucceed(await rotation.stack.pulumi("preview", "--expect-no-changes"));
    });

    test("no request failed", async () => {
      const report = await load.stop();
      // Redis reports that it is slow under load, which has nothing to do with credentials.
      const isSlowRedis = ({ status, reason }: { status: number; reason: string }) =>
        status === 503 && reason.includes("REDIS_UNAVAILABLE");
      expect(report.failures.filter((failure) => !isSlowRedis(failure))).toEqual([]);
      expect(report.requests).toBeGreaterThan(500);
    });
  },
);
