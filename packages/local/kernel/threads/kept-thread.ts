import type { Worker } from "node:worker_threads";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { Logger } from "../logger.ts";
import { type Connection, connectCalls, type Methods, methodsOf } from "./calls.ts";
import { openThread, type ThreadOptions } from "./open-thread.ts";

export interface KeptThreadOptions<Own, Other> extends ThreadOptions {
  readonly file: string;
  /** Begins a sentence: "The edge". */
  readonly title: string;
  /** What the thread may call. */
  readonly own: Own;
  /** What can be called in the thread. */
  readonly names: readonly (keyof Other & string)[];
  readonly log: Logger;
  /** Restores the previous thread's state in a new thread. */
  readonly resume: (other: Other) => Promise<void>;
  /** Removes what a thread left behind, before the next one starts and after the last. */
  readonly cleanUp: () => Promise<unknown>;
  readonly times?: KeptThreadTimes;
}

interface KeptThreadTimes {
  /** One that ran this long and then crashed is replaced at once. */
  readonly calmMs: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** A thread that takes longer to close is ended. */
  readonly closeMs: number;
}

const defaultTimes: KeptThreadTimes = {
  calmMs: 60_000,
  firstWaitMs: 200,
  longestWaitMs: 10_000,
  closeMs: 10_000,
};

interface Running<Other> extends Pick<Connection<never, Other>, "other" | "end"> {
  readonly worker: Worker;
  readonly startedAtMs: number;
  /** Why it ends. */
  cause: unknown;
}

/**
 * A thread that is started with the first call, and again when it crashes: calls under way are
 * rejected, later ones wait for the new thread. While it crashes again and again, they are rejected
 * with the reason.
 */
export class KeptThread<
  Own extends Methods<Own>,
  Other extends Methods<Other> & { close(): Promise<void> },
> {
  readonly #options: KeptThreadOptions<Own, Other>;
  readonly #times: KeptThreadTimes;
  readonly other: Other;
  #running: Running<Other> | undefined;
  #restarted: Promise<void> = Promise.resolve();
  #problem: SeaworthyError | undefined;
  #crashes = 0;
  #retry: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(options: KeptThreadOptions<Own, Other>) {
    this.#options = options;
    this.#times = options.times ?? defaultTimes;
    this.other = methodsOf<Other>(options.names, async (name, parameters) => {
      await this.#restarted;
      if (this.#closing) throw notRunning(options.title);
      if (this.#problem) throw this.#problem;
      this.#running ??= this.#start();
      return this.#running.other[name](...parameters);
    });
  }

  /** Lets the thread close what it has open, and ends it. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#retry);
    const { closeMs } = this.#times;
    const { promise, resolve } = Promise.withResolvers<string>();
    const longest = setTimeout(resolve, closeMs, `it took longer than ${closeMs} ms`);
    const cause = await Promise.race([this.#closeRunning(), promise]);
    clearTimeout(longest);
    if (cause !== undefined) this.#log("error", "thread.not_closed", { cause });
    await this.#running?.worker.terminate();
    await this.#options.cleanUp();
  }

  /** Returns why it did not close; undefined when it did. */
  async #closeRunning(): Promise<unknown> {
    await this.#restarted;
    return this.#running?.other.close().catch((cause: unknown) => cause);
  }

  #start(): Running<Other> {
    const { file, own, names } = this.#options;
    const worker = openThread(file, this.#options);
    const { other, end, serve } = connectCalls<Own, Other>(worker, names);
    serve(own);
    const running = { other, end, worker, startedAtMs: performance.now(), cause: undefined };
    worker.once("error", (cause) => Object.assign(running, { cause }));
    worker.once("exit", (code) => this.#ended(running, running.cause ?? `exit code ${code}`));
    return running;
  }

  #ended(running: Running<Other>, cause: unknown): void {
    const { title } = this.#options;
    if (this.#closing) {
      running.end(notRunning(title));
      return;
    }
    const text = `${title} ended unexpectedly (${messageOf(cause)}) and is started again. See: seaworthy logs local cloud`;
    const problem = new SeaworthyError("PROCESS_FAILED", text, { cause, retryable: true });
    running.end(problem);
    this.#running = undefined;
    this.#log("error", "thread.ended", { cause });
    const isCalm = performance.now() - running.startedAtMs > this.#times.calmMs;
    this.#crashes = isCalm ? 1 : this.#crashes + 1;
    if (this.#crashes === 1) this.#restart();
    else this.#restartLater(problem);
  }

  #restartLater(problem: SeaworthyError): void {
    this.#problem = problem;
    this.#retry = setTimeout(() => this.#restart(), this.#waitMs()).unref();
  }

  #waitMs(): number {
    const { firstWaitMs, longestWaitMs } = this.#times;
    return Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#crashes - 2));
  }

  #restart(): void {
    this.#problem = undefined;
    this.#restarted = this.#startAgain();
  }

  /** A thread that cannot resume is ended, which schedules the next attempt. */
  async #startAgain(): Promise<void> {
    const { cleanUp, resume } = this.#options;
    await cleanUp().catch((cause: unknown) => this.#log("error", "thread.not_cleaned", { cause }));
    if (this.#closing) return;
    const running = this.#start();
    this.#running = running;
    try {
      await resume(running.other);
      this.#log("warn", "thread.restarted");
    } catch (cause) {
      running.cause ??= cause;
      await running.worker.terminate();
    }
  }

  #log(level: "warn" | "error", event: string, fields: Record<string, unknown> = {}): void {
    this.#options.log[level](event, { thread: this.#options.title, ...fields });
  }
}

function notRunning(title: string): SeaworthyError {
  return new SeaworthyError("CLOUD_NOT_RUNNING", `${title} has been closed.`);
}
