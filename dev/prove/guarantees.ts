import {
  holdBack,
  isAt,
  phasesOf,
  poolerAccepts,
  type Rotate,
  refuseCredential,
  rotateAll,
} from "../e2e/rotation/rotation-scenarios.ts";
import type { OnEvent, RotationStack } from "../e2e/rotation/rotation-stack.ts";
import { createSecondMachine } from "../e2e/rotation/second-machine.ts";
import type { LoadReport } from "../load/load.ts";
import { machineEnvironment } from "../testing/machine.ts";
import { proveCalls } from "./calls.ts";
import type { Add, Guarantee } from "./guarantee.ts";
import type { Sweep } from "./sweep.ts";

export interface ProofOptions {
  /** Minimum number of requests sent during all of this. */
  readonly requests: number;
  readonly say: (line: string) => void;
}

export interface Proof extends Omit<LoadReport, "byRoute"> {
  readonly guarantees: readonly Guarantee[];
  readonly rotations: number;
  readonly byRoute: LoadReport["byRoute"];
  readonly sweeps: Readonly<Record<string, Sweep>>;
}

const requestsPerSecond = 110;
const minuteMs = 60_000;
/** The number at which the sweeps of calls have their full time; fewer requests give them less. */
const fullRequests = 100_000;
const dayMs = 86_400_000;

/** Tests everything that a rotation guarantees on a stack, under steady load. */
export async function prove(
  rotation: RotationStack,
  { requests, say }: ProofOptions,
): Promise<Proof> {
  const load = await rotation.load(requestsPerSecond);
  let rotations = 0;
  const on: OnEvent = (event) => {
    if (isAt(event, "publish", "after")) void load.refresh();
    if (event.event === "done" && event.outcome === "rotated") rotations += 1;
  };
  const rotate: Rotate = (args, also = () => {}, elsewhere = {}) => {
    const both: OnEvent = (event, kill) => {
      on(event, kill);
      also(event, kill);
    };
    return rotation.rotate(args, both, elsewhere);
  };
  const guarantees: Guarantee[] = [];
  const add: Add = (guarantee, held, done) => {
    guarantees.push({ guarantee, held, done });
    say(`${held ? "held" : "BROKEN"}: ${guarantee}`);
  };
  await proveScenarios(rotation, rotate, add);
  const scale = Math.min(1, requests / fullRequests);
  const sweeps = await proveCalls({ rotation, on, say, add, minuteMs: scale * minuteMs });
  await finish(rotation, rotate, load.requests, requests, say);
  const { failures, ...sent } = await load.stop();
  const steady = phasesOf(await rotation.state()).join() === "steady";
  add(
    "1 each consumer always holds a valid credential",
    failures.length === 0 && sent.requests >= requests && steady,
    `${sent.requests} requests, ${failures.length} failed, ${rotations} rotations ended, ${Object.values(sweeps).reduce((sum, { runs }) => sum + runs, 0)} runs were harmed or went on`,
  );
  await proveEmergency(rotation, add);
  return { guarantees, ...sent, failures, rotations, sweeps };
}

async function proveScenarios(rotation: RotationStack, rotate: Rotate, add: Add): Promise<void> {
  const { result, second, after, idleKeyWorks, shownIn, searched } = await rotateAll(
    rotation,
    rotate,
  );
  const secrets = Object.keys(after.credentials).length;
  add(
    "4 two at once: one is refused",
    result.code === 0 && second?.code === 1,
    `${second?.stderr.trim()}`,
  );
  add(
    "7 no value is shown",
    shownIn.length === 0,
    `${secrets * 4 + 1} values, searched for in ${searched.join("; ")}; shown in: ${shownIn.join(", ") || "none"}`,
  );
  add(
    "an API key that nobody uses meanwhile works after its pepper was replaced",
    idleKeyWorks,
    "made before the rotation, used after it",
  );
  const exposed = Object.entries(after.credentials).filter(
    ([, one]) => (one.lastExposureSeconds ?? 0) * 1000 > 2 * one.everyDays * dayMs,
  );
  add(
    "8 exposure is bounded",
    exposed.length === 0,
    `${secrets} secrets, ${exposed.length} accepted for longer than twice their interval (also by a fake clock: packages/plugins/seaworthy/credential/phases.test.ts)`,
  );
  const pooler = [await poolerAccepts(rotation, "in use"), await poolerAccepts(rotation, "other")];
  add(
    "the pooler does not keep the old password",
    pooler[0] === true && pooler[1] === false,
    `new password: ${pooler[0]}, old one: ${pooler[1]}`,
  );
  const held = await holdBack(rotation, rotate);
  const isNamed = held.held.code === 1 && held.held.stderr.includes(held.oldVersionId);
  add(
    "5 a consumer on the old version: revoke waits and names it",
    isNamed && held.finished.code === 0,
    held.held.stderr.trim(),
  );
  add(
    "9 the version before works when it is redeployed in the grace",
    held.phasesMeanwhile.includes("published"),
    "redeployed to 100 % under load; its requests are among those of guarantee 1",
  );
  const refused = await refuseCredential(rotation, rotate);
  const untouched =
    JSON.stringify(valuesInUse(refused.before)) === JSON.stringify(valuesInUse(refused.after));
  add(
    "6 the new credential is refused: undone",
    refused.result.code === 1 && untouched && refused.alerts === 1,
    `exit ${refused.result.code}, ${refused.alerts} alert, in use: ${untouched ? "untouched" : "CHANGED"}`,
  );
  await proveMachines(rotation, rotate, add);
}

const valuesInUse = (state: Awaited<ReturnType<RotationStack["state"]>>) =>
  Object.values(state.credentials).map(({ slot, generationA, generationB }) => [
    slot,
    slot === "a" ? generationA : generationB,
  ]);

/**
 * A run is killed on a machine whose clock is ten minutes behind; one ten minutes ahead, with
 * another checkout, finishes it.
 */
async function proveMachines(rotation: RotationStack, rotate: Rotate, add: Add): Promise<void> {
  const minutes = 10 * minuteMs;
  const killed = await rotate(
    [],
    (event, kill) => (isAt(event, "accept", "after") ? kill() : undefined),
    {
      variables: machineEnvironment({ clockOffsetMs: -minutes }),
    },
  );
  const machine = createSecondMachine(rotation.stack);
  const elsewhere = {
    machine,
    variables: machineEnvironment({ clockOffsetMs: minutes, hostname: "other-machine" }),
  };
  const finished = await rotate([], undefined, elsewhere).finally(machine.close);
  const found = finished.events.find(({ event }) => event === "found");
  const did = found?.event === "found" ? `${found.doing} at ${found.step}` : "nothing was found";
  add(
    "a crashed machine, and clocks 10 minutes off both ways",
    killed.code === 137 && finished.code === 0,
    `the second machine took the lock over and said: ${did}`,
  );
}

/** Finishes what a sweep left open, and continues the load until there are enough requests. */
async function finish(
  rotation: RotationStack,
  rotate: Rotate,
  sent: () => number,
  wanted: number,
  say: ProofOptions["say"],
): Promise<void> {
  for (
    let run = 0;
    run === 0 || sent() < wanted || phasesOf(await rotation.state()).join() !== "steady";
    run++
  ) {
    const { code, stderr } = await rotate([]);
    say(`${sent()} of ${wanted} requests; the rotation ended with ${code} ${stderr}`);
    if (code !== 0) return;
  }
}

/** After the load: the run itself measures the outage of an emergency. */
async function proveEmergency(rotation: RotationStack, add: Add): Promise<void> {
  const { code, events } = await rotation.rotate(["--emergency"]);
  const end = events.at(-1);
  const measured = end?.event === "done" ? end.emergency : undefined;
  add(
    "10 an emergency is measured and reported",
    code === 0 && measured !== undefined,
    JSON.stringify(measured),
  );
}
