import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import type { Tags } from "./tags.ts";

const holderSchema = z.object({
  run: z.string(),
  /** `ann on build-7` */
  owner: z.string(),
  host: z.string(),
  pid: z.number(),
  /**
   * Counts up while its owner lives. A number and not a time: clocks of two machines do not agree.
   */
  beat: z.number(),
});

export type Holder = z.output<typeof holderSchema>;

export interface LockOptions {
  readonly tags: Tags;
  readonly holder: Omit<Holder, "beat">;
  /** Whether a process of this machine runs. */
  readonly isAlive: (pid: number) => boolean;
  /** With `ref` the process lives on meanwhile. */
  readonly sleep: (ms: number, options: { readonly ref: boolean }) => Promise<unknown>;
  /**
   * How long the beat of another machine's run is watched before it counts as left behind. Default
   * `watchMs`.
   */
  readonly watchForMs?: number;
}

export interface Lock {
  /** Who was taken over from, when the lock was left behind. */
  readonly takenFrom: Holder | undefined;
  /** Throws STACK_LOCKED when someone else has taken it over. */
  verify(): Promise<void>;
  release(): Promise<void>;
}

const tag = "seaworthy:rotation-lock";
/**
 * How often an owner says that it lives, and how long another machine watches before it believes
 * that it does not.
 */
export const beatMs = 5_000;
export const watchMs = 4 * beatMs;

/**
 * Takes the stack's rotation lock. One that a dead process of this machine left is taken over at
 * once; one of another machine after its beat stood still while we watched, by our own clock.
 * Throws STACK_LOCKED, saying who holds it.
 */
export async function takeLock(options: LockOptions): Promise<Lock> {
  const { tags, holder } = options;
  const left = parseHolder(await tags.read(tag));
  if (left && (await isHeld(options, left))) throw heldBy(left);
  const mine: Holder = { ...holder, beat: 1 };
  await tags.write(tag, JSON.stringify(mine));
  const verify = async () => {
    const now = parseHolder(await tags.read(tag));
    if (now?.run !== mine.run)
      throw now
        ? heldBy(now)
        : new SeaworthyError("STACK_LOCKED", "The rotation's lock was removed. Run it again.");
  };
  await verify();
  const stop = keepBeating(options, mine);
  return {
    takenFrom: left,
    verify,
    release: async () => {
      await stop();
      await verify();
      await tags.remove(tag);
    },
  };
}

async function isHeld(
  { tags, holder, isAlive, sleep, watchForMs = watchMs }: LockOptions,
  left: Holder,
): Promise<boolean> {
  if (left.host === holder.host) return isAlive(left.pid);
  for (let waitedMs = 0; waitedMs < watchForMs; waitedMs += beatMs) {
    await sleep(beatMs, { ref: true });
    const now = parseHolder(await tags.read(tag));
    if (now && (now.run !== left.run || now.beat !== left.beat)) return true;
  }
  return false;
}

/** The timer does not keep the process alive: a rotation that ended must not hold its lock. */
function keepBeating({ tags, sleep }: LockOptions, mine: Holder): () => Promise<void> {
  let [stopped, beat] = [false, mine.beat];
  let writing: Promise<unknown> = Promise.resolve();
  const loop = async () => {
    while (!stopped) {
      await sleep(beatMs, { ref: false });
      if (stopped) return;
      beat += 1;
      writing = tags
        .write(tag, JSON.stringify({ ...mine, beat }))
        .catch((cause: unknown) => messageOf(cause)); // the next verify() says it
      await writing;
    }
  };
  void loop();
  return async () => {
    stopped = true;
    await writing;
  };
}

function parseHolder(text: string | undefined): Holder | undefined {
  return text === undefined ? undefined : holderSchema.parse(JSON.parse(text));
}

function heldBy({ owner, pid, run }: Holder): SeaworthyError {
  return new SeaworthyError(
    "STACK_LOCKED",
    `Rotation ${run} by ${owner} (process ${pid}) is in progress. Wait for it to end.`,
    {
      retryable: true,
    },
  );
}
