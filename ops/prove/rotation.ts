/** `npm run prove:rotation`: every secret rotated, and runs killed before and after each step, under at least 100,000 requests. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRotationStack, type RotationStack } from "../e2e/rotation-stack.ts";
import { exitCodes, reportFailure } from "../main.ts";
import { project } from "../project.ts";
import type { RotationEvent } from "../rotate/events.ts";

const requestsWanted = Number(process.argv[2] ?? 100_000);
const requestsPerSecond = 120;
const killedSteps = ["prepare", "test", "accept", "publish", "grace", "quiet", "revoke", "prove", "record"];

interface Killed {
  readonly step: string;
  readonly at: "before" | "after";
  /** Exit code of the run that found it, and what it said that it did. */
  readonly nextExit: number;
  readonly nextDid: string;
}

async function prove(): Promise<boolean> {
  const rotation = await createRotationStack();
  try {
    const load = await rotation.load(requestsPerSecond);
    const rotate = (on: (event: RotationEvent, kill: () => void) => void = () => {}) =>
      rotation.rotate([], (event, kill) => {
        if (event.event === "step" && event.step === "publish" && event.at === "after") void load.refresh();
        on(event, kill);
      });
    const killed: Killed[] = [];
    for (const step of killedSteps) for (const at of ["before", "after"] as const) killed.push(await killAndFinish(rotate, step, at));
    let rotations = killed.length;
    for (; load.requests() < requestsWanted; rotations++) await rotate();
    const { requests, byRoute, failures } = await load.stop();
    const open = Object.values((await rotation.state()).credentials).filter(({ phase }) => phase !== "steady").length;
    const report = {
      takenAt: new Date().toISOString(),
      requests,
      failed: failures.length,
      rotations,
      leftOpen: open,
      byRoute,
      killed,
      failures,
    };
    writeReport(report);
    return failures.length === 0 && open === 0 && killed.every(({ nextExit }) => nextExit === 0);
  } finally {
    await rotation.stack.close();
  }
}

async function killAndFinish(rotate: Rotate, step: string, at: "before" | "after"): Promise<Killed> {
  await rotate((event, kill) => (event.event === "step" && event.step === step && event.at === at ? kill() : undefined));
  const { code, events } = await rotate();
  const found = events.find((event) => event.event === "found");
  return { step, at, nextExit: code, nextDid: found?.event === "found" ? `${found.doing} at ${found.step}` : "begin anew" };
}

type Rotate = (on?: (event: RotationEvent, kill: () => void) => void) => ReturnType<RotationStack["rotate"]>;

function writeReport(report: object): void {
  const folder = join(project.root, "ops", "bench", "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "rotation-proof.json"), `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}

process.exitCode = await prove().then((proven) => (proven ? exitCodes.done : exitCodes.failed), reportFailure);
