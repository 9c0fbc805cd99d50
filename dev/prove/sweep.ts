import type { RotationEvent } from "@seaworthy/cli/rotate/events";
import {
  type CallPoint,
  type Harm,
  nameOf,
  openCallHarm,
  type PlacedCall,
} from "../e2e/rotation/rotation-calls.ts";
import type { OnEvent, RotationStack } from "../e2e/rotation/rotation-stack.ts";

/** The sum of many runs, each with faults at calls that earlier runs had not reached. */
export interface Sweep {
  readonly runs: number;
  /** Number of distinct calls to inject a fault into. */
  readonly wanted: number;
  /** How many of them were reached. */
  readonly reached: number;
  /** Number of times per fault. */
  readonly harmed: Readonly<Record<string, number>>;
  /** Runs that ended by themselves, by exit code; killed ones are not included. */
  readonly exits: Readonly<Record<string, number>>;
  /** What runs reported doing with an interrupted run: `finish at revoke`. */
  readonly resumed: Readonly<Record<string, number>>;
  /**
   * Whether the last rotation ran from beginning to end without a fault; otherwise time ran out.
   */
  readonly complete: boolean;
  /** Errors of runs without a fault. Should be empty. */
  readonly unexpected: readonly string[];
}

export interface SweepOptions {
  /** The calls of a normal rotation. Additional calls after a kill get no faults. */
  readonly calls: ReadonlyMap<string, PlacedCall>;
  readonly harms: (call: PlacedCall) => readonly Harm[];
  /** No run starts later than this. */
  readonly untilMs: number;
  readonly on: OnEvent;
  readonly say: (line: string) => void;
}

/** Timeout for a silent server, which must exceed this machine's slowest calls. */
const timeoutSeconds = 3;

/** Every call of a rotation of every secret without faults. */
export async function callsOf(
  rotation: RotationStack,
  on: OnEvent,
): Promise<ReadonlyMap<string, PlacedCall>> {
  const watched = await openCallHarm(rotation, { harms: () => [] });
  await watched.run([], on);
  await watched.close();
  return watched.seen;
}

/** Repeats a rotation of every secret, each with faults, until a run meets none. */
export async function sweep(
  rotation: RotationStack,
  { calls, harms, untilMs, on, say }: SweepOptions,
): Promise<Sweep> {
  const met = new Set<string>();
  const harmsOf = (call: PlacedCall) => (calls.has(nameOf(call)) ? harms(call) : []);
  const harm = await openCallHarm(rotation, { harms: harmsOf, timeoutSeconds });
  const [harmed, exits, resumed, unexpected]: [Counts, Counts, Counts, string[]] = [{}, {}, {}, []];
  let [runs, complete] = [0, false];
  while (!complete && performance.now() < untilMs) {
    const { code, points, events, stderr } = await harm.run([], on);
    runs += 1;
    for (const point of points) {
      count(harmed, String(point.harm));
      met.add(nameOf(point));
    }
    for (const event of events)
      if (event.event === "found") count(resumed, `${event.doing} at ${event.step}`);
    if (code !== 137) count(exits, String(code));
    if (points.length === 0 && code !== 0) unexpected.push(stderr);
    complete = code === 0 && points.length === 0 && isWhole(events);
    if (runs % 10 === 0)
      say(`${runs} runs, ${met.size} calls harmed, last: ${describe(points.at(-1))}`);
  }
  await harm.close();
  return {
    runs,
    wanted: [...calls.values()].filter((call) => harms(call).length > 0).length,
    reached: met.size,
    harmed,
    exits,
    resumed,
    complete,
    unexpected,
  };
}

type Counts = Record<string, number>;

function count(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

const describe = (point: CallPoint | undefined) =>
  point ? `${nameOf(point)} (${point.harm})` : "none";

/** A run that only finished another one did not make every call. */
const isWhole = (events: readonly RotationEvent[]) =>
  !events.some(({ event }) => event === "found");
