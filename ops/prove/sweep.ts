import { type CallHarm, type CallPoint, type Harm, nameOf, openCallHarm, type PlacedCall } from "../e2e/rotation-calls.ts";
import type { OnEvent, RotationStack } from "../e2e/rotation-stack.ts";
import type { RotationEvent } from "../rotate/events.ts";

/** What many runs came to, each of which met what others had not met yet. */
export interface Sweep {
  readonly runs: number;
  /** Calls that were harmed, by what happened to them. */
  readonly harmed: Readonly<Record<string, number>>;
  /** Different calls that rotations made. */
  readonly calls: number;
  /** Runs that ended by themselves, by their exit codes; killed ones are not here. */
  readonly exits: Readonly<Record<string, number>>;
  /** What runs said that they did with what they found: `finish at revoke`. */
  readonly resumed: Readonly<Record<string, number>>;
  /** Whether a run without harm ended it, with everything rotated: else the time was up. */
  readonly complete: boolean;
  /** Errors of runs that met no harm. There should be none. */
  readonly unexpected: readonly string[];
}

export interface SweepOptions {
  readonly harms: (call: PlacedCall) => readonly Harm[];
  /** Runs that begin later than that do not begin. */
  readonly untilMs: number;
  readonly on: OnEvent;
  readonly say: (line: string) => void;
}

/** A call that changes nothing: what a kill leaves after it is what it leaves before it. */
export const isReading = ({ name }: PlacedCall): boolean => /^(GET|select|log in|begin|statement)/.test(name);

/** Runs a rotation of every secret over and over, each until it meets harm, until one meets none. */
export async function sweep(rotation: RotationStack, { harms, untilMs, on, say }: SweepOptions): Promise<Sweep> {
  const calls: CallHarm = await openCallHarm(rotation, harms);
  const [harmed, exits, resumed, unexpected]: [Counts, Counts, Counts, string[]] = [{}, {}, {}, []];
  let [runs, complete] = [0, false];
  while (!complete && performance.now() < untilMs) {
    const { code, points, events, stderr } = await calls.run([], on);
    runs += 1;
    for (const { harm } of points) count(harmed, String(harm));
    for (const event of events) if (event.event === "found") count(resumed, `${event.doing} at ${event.step}`);
    if (code !== 137) count(exits, String(code));
    if (points.length === 0 && code !== 0) unexpected.push(stderr);
    complete = code === 0 && points.length === 0 && isWhole(events);
    if (runs % 10 === 0) say(`${runs} runs, ${total(harmed)} calls harmed, last: ${describe(points.at(-1))}`);
  }
  await calls.close();
  return { runs, harmed, calls: calls.seen.size, exits, resumed, complete, unexpected };
}

type Counts = Record<string, number>;

function count(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

export const total = (counts: Readonly<Counts>): number => Object.values(counts).reduce((sum, one) => sum + one, 0);

const describe = (point: CallPoint | undefined) => (point ? `${nameOf(point)} (${point.harm})` : "none");

/** A run that only ended what another one had begun did not make every call. */
const isWhole = (events: readonly RotationEvent[]) => !events.some(({ event }) => event === "found");
