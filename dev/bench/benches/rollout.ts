import { SeaworthyError } from "@seaworthy/core/errors";
import { mustSucceed } from "../../e2e/harness.ts";
import {
  badVersions,
  plant,
  plantedApp,
  plantTitle,
  titleFile,
} from "../../e2e/rollout/planted.ts";
import { type GatedStack, gate, openGatedStack } from "../../e2e/rollout/rig.ts";
import { median, seconds as secondsOf } from "../stopwatch.ts";

const rounds = 3;
const requestsPerSecond = 20;

/** What the gate takes: to roll a bad version back, and more than a good one needs without it. */
export async function measure(): Promise<Record<string, unknown>> {
  const gated = await openGatedStack();
  try {
    const bad = await badDeployments(gated);
    gated.write(plantedApp, (source) => source);
    return { rounds, requestsPerSecond, ...bad, goodDeployment: await goodDeployments(gated) };
  } finally {
    await gated.close();
  }
}

async function badDeployments(gated: GatedStack) {
  const load = await gated.load(requestsPerSecond);
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const code = badVersions["5xx at 20 % of the requests"].replace("planted", `planted ${round}`);
    gated.write(plantedApp, (source) => plant(source, code));
    const { stderr } = await gated.seaworthy("up", "local", "--gate");
    const [, taken] = /was taken back after ([\d.]+) s/.exec(stderr) ?? [];
    if (taken === undefined)
      throw new SeaworthyError("BENCH_FAILED", `The bad version was not taken back: ${stderr}`);
    seconds.push(Number(taken));
  }
  const { requests, failed, touched } = await load.stop();
  return { secondsToRolledBack: median(seconds), requests, failed, touched };
}

async function goodDeployments(gated: GatedStack) {
  const plain: number[] = [];
  const withGate: number[] = [];
  for (let round = 0; round < rounds; round++) {
    plain.push(await secondsOfUp(gated, `plain ${round}`, "--no-gate"));
    withGate.push(await secondsOfUp(gated, `gated ${round}`, "--gate"));
  }
  const windowsSeconds = gate.steps.length * gate.windowSeconds;
  const [plainSeconds, gatedSeconds] = [median(plain), median(withGate)];
  return {
    ...{ plainSeconds, gatedSeconds, windowsSeconds },
    overheadSeconds: gatedSeconds - plainSeconds - windowsSeconds,
  };
}

async function secondsOfUp(gated: GatedStack, title: string, option: string): Promise<number> {
  gated.write(titleFile, plantTitle(title));
  return secondsOf(async () => mustSucceed(await gated.seaworthy("up", "local", option)));
}
