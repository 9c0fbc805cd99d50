import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { z } from "zod";
import type { Tags } from "./tags.ts";

const holderSchema = z.object({
  run: z.string(),
  /** `ann on build-7` */
  owner: z.string(),
  host: z.string(),
  pid: z.number(),
  /** Increments while its owner lives. A number, not a time: two machines' clocks differ. */
  beat: z.number(),
});

export type Holder = z.output<typeof holderSchema>;

export interface LockOptions {
  readonly tags: Tags;
  readonly holder: Omit<Holder, "beat">;
  /** Whether a process on this machine is running. */
  readonly isAlive: (pid: number) => boolean;
  /** With `ref` the process stays alive during the sleep. */
  readonly sleep: (ms: number, options: { readonly ref: boolean }) => Promise<unknown>;
  /**
   * How long the heartbeat of another machine's run must be unchanged before its lock counts as
   * stale. Default `watchMs`.
   */
  readonly watchForMs?: number;
}

export interface Lock {
  /** The previous holder, if the lock was stale. */
  readonly takenFrom: Holder | undefined;
  /** Throws STACK_LOCKED when someone else has taken it over. */
  verify(): Promise<void>;
  release(): Promise<void>;
}

const tag = "seaworthy:rotation-lock";
/**
 * Interval of an owner's heartbeat, and how long another machine waits for one before the lock
 * counts as stale.
 */
export const beatMs = 5_000;
export const watchMs = 4 * beatMs;

/**
 * Takes the stack's rotation lock. A dead process's lock on this machine is taken over at once;
 * another machine's after its heartbeat stood still by our own clock. Throws STACK_LOCKED, naming
 * the holder.
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

/** The timer is unreferenced: a rotation that ended must not hold its lock. */
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
        .catch((cause: unknown) => messageOf(cause)); // the next verify() reports it
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
