import type { Harm, PlacedCall } from "../e2e/rotation/rotation-calls.ts";
import type { OnEvent, RotationStack } from "../e2e/rotation/rotation-stack.ts";
import type { Add } from "./guarantee.ts";
import { callsOf, type Sweep, sweep } from "./sweep.ts";

export interface CallsOptions {
  readonly rotation: RotationStack;
  readonly on: OnEvent;
  readonly say: (line: string) => void;
  readonly add: Add;
  /** A minute of the full proof; a shorter proof has shorter minutes. */
  readonly minuteMs: number;
}

interface SweepKind {
  readonly name: "killedAtWrites" | "killedAtReads" | "repeatableCalls" | "otherCalls";
  readonly says: string;
  readonly minutes: number;
  readonly harms: (call: PlacedCall) => readonly Harm[];
}

/** A call that changes nothing. */
const isRead = ({ name }: PlacedCall): boolean => /^(GET|select|log in|begin|statement)/.test(name);
const isHttp = ({ service }: PlacedCall): boolean =>
  !["database", "pooler", "journal"].includes(service);
/**
 * Its callers retry it, up to four times. Redis is called over POST too, but only with retryable
 * commands.
 */
const isRepeated = (call: PlacedCall): boolean =>
  !/^(POST|PATCH)/.test(call.name) || call.service !== "control";

/**
 * Most important first: a kind that completes early leaves its remaining time unused. All must end
 * within 25 minutes on two cores.
 */
const kinds: readonly SweepKind[] = [
  {
    name: "killedAtWrites",
    says: "killing runs before and after each call that changes something",
    minutes: 8,
    harms: (call) => (isRead(call) ? [] : ["killed before", "killed after"]),
  },
  {
    name: "killedAtReads",
    says: "killing runs before and after each call that reads",
    minutes: 4.5,
    harms: (call) => (isRead(call) ? ["killed before", "killed after"] : []),
  },
  {
    name: "repeatableCalls",
    says: "answering calls that are repeated with 429, with 500 and not at all",
    minutes: 3,
    harms: (call) => (isHttp(call) && isRepeated(call) ? [429, 500, "silence"] : []),
  },
  {
    name: "otherCalls",
    says: "answering calls that are not repeated with 429, with 500 and not at all",
    minutes: 3,
    harms: (call) => (isHttp(call) && !isRepeated(call) ? [429, 500, "silence"] : []),
  },
];

/**
 * Injects a fault into every external call of a rotation of every secret. A sweep that runs out of
 * time reports how far it got.
 */
export async function proveCalls({
  rotation,
  on,
  say,
  add,
  minuteMs,
}: CallsOptions): Promise<Record<SweepKind["name"], Sweep>> {
  const calls = await callsOf(rotation, on);
  say(`a rotation makes ${calls.size} different calls`);
  const done: Partial<Record<SweepKind["name"], Sweep>> = {};
  for (const { name, says, minutes, harms } of kinds) {
    say(says);
    done[name] = await sweep(rotation, {
      calls,
      harms,
      untilMs: performance.now() + minutes * minuteMs,
      on,
      say,
    });
  }
  const sweeps = done as Record<SweepKind["name"], Sweep>;
  const { killedAtWrites, killedAtReads, repeatableCalls, otherCalls } = sweeps;
  add(
    "3 killed before and after every external call",
    isSound(killedAtWrites) && isSound(killedAtReads),
    `writing: ${describe(killedAtWrites)}; reading: ${describe(killedAtReads)}`,
  );
  add(
    "2 every step twice, same result",
    Object.keys(killedAtWrites.resumed).length > 0 && isSound(killedAtWrites),
    `steps that were begun again by a later run: ${JSON.stringify(killedAtWrites.resumed)}`,
  );
  add(
    "the control plane answers 429, 500 and not at all",
    isSound(repeatableCalls) && isSound(otherCalls),
    `repeated: ${describe(repeatableCalls)}; not repeated: ${describe(otherCalls)}`,
  );
  return sweeps;
}

const isSound = ({ unexpected, harmed }: Sweep) =>
  unexpected.length === 0 && Object.keys(harmed).length > 0;

function describe({ runs, wanted, reached, harmed, exits, complete }: Sweep): string {
  const reach = complete
    ? `all ${wanted} calls`
    : `${reached} of ${wanted} calls in the time that there was`;
  return `${reach}, ${JSON.stringify(harmed)}, in ${runs} runs; those that were let go ended with ${JSON.stringify(exits)}`;
}
