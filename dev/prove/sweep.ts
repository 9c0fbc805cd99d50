import type { RotationEvent } from "@seaworthy/cli/rotate/events";
import {
  type CallPoint,
  type Harm,
  nameOf,
  openCallHarm,
  type PlacedCall,
} from "../e2e/rotation-calls.ts";
import type { OnEvent, RotationStack } from "../e2e/rotation-stack.ts";

/** What many runs came to, each of which met what others had not met yet. */
export interface Sweep {
  readonly runs: number;
  /** Different calls that were to be harmed. */
  readonly wanted: number;
  /** Those of them that were. */
  readonly reached: number;
  /** How often what happened. */
  readonly harmed: Readonly<Record<string, number>>;
  /** Runs that ended by themselves, by their exit codes; killed ones are not here. */
  readonly exits: Readonly<Record<string, number>>;
  /** What runs said that they did with what they found: `finish at revoke`. */
  readonly resumed: Readonly<Record<string, number>>;
  /**
   * Whether a rotation from its beginning to its end met no harm any more: else the time was up.
   */
  readonly complete: boolean;
  /** Errors of runs that met no harm. There should be none. */
  readonly unexpected: readonly string[];
}

export interface SweepOptions {
  /** The calls that a rotation makes. What it asks besides after a kill is left alone. */
  readonly calls: ReadonlyMap<string, PlacedCall>;
  readonly harms: (call: PlacedCall) => readonly Harm[];
  /** Runs that would begin later than that do not. */
  readonly untilMs: number;
  readonly on: OnEvent;
  readonly say: (line: string) => void;
}

/**
 * How long a server's silence is waited for, and at the same time a limit of this machine's slowest
 * calls.
 */
const timeoutSeconds = 3;

/** Every call of a rotation of every secret, as it goes when nothing is wrong. */
export async function callsOf(
  rotation: RotationStack,
  on: OnEvent,
): Promise<ReadonlyMap<string, PlacedCall>> {
  const watched = await openCallHarm(rotation, { harms: () => [] });
  await watched.run([], on);
  await watched.close();
  return watched.seen;
}

/**
 * Runs a rotation of every secret over and over, each until it meets harm, until one meets none.
 */
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

/** A run that only ended what another one had begun did not make every call. */
const isWhole = (events: readonly RotationEvent[]) =>
  !events.some(({ event }) => event === "found");
