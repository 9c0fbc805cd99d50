import type { Logger } from "../logger.ts";

/** A server that the local cloud runs as a child, in the foreground, without privileges. */
export interface ProcessSpec {
  /** Unique, used for its log and its pid file: `postgres-<ref>`, `redis-<id>`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /** How it is asked to end; SIGKILL follows after `stopTimeoutMs`. Default SIGTERM, 10 000 ms. */
  readonly stopSignal?: NodeJS.Signals;
  readonly stopTimeoutMs?: number;
  /**
   * Polled every 25 ms until it resolves true; the process has failed when `readyTimeoutMs`
   * (default 30 000) pass first.
   */
  ready(): Promise<boolean>;
  readonly readyTimeoutMs?: number;
  /** Called when it ended unasked and was started again (backoff 100 ms to 5 s). */
  onRestart?(): void;
}

export interface ManagedProcess {
  readonly pid: number;
  readonly name: string;
  /** Sends a signal to the running process, e.g. SIGHUP to reload. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it for good. Resolves when it is gone. */
  stop(): Promise<void>;
}

export interface ProcessTable {
  /** The user that servers run as: undefined when the local cloud itself is unprivileged. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /**
   * Starts and supervises; resolves when ready. A leftover of the same name from a killed cloud is
   * ended first.
   */
  start(spec: ProcessSpec): Promise<ManagedProcess>;
  /**
   * Runs to the end, as the servers' user; throws PROCESS_FAILED with the last lines of its output.
   * For initdb and the like.
   */
  run(
    command: string,
    args: readonly string[],
    options?: { environment?: Record<string, string>; timeoutMs?: number },
  ): Promise<string>;
  /** Creates the folder, owned by the servers' user, mode 0700. */
  makeDirectory(path: string): Promise<void>;
  /** Writes the file atomically, owned by the servers' user, mode 0600. */
  writeFile(path: string, text: string): Promise<void>;
  /**
   * Halts a server as if its machine hung, for at most that time; what is called meanwhile waits.
   * Undefined when none of that name runs.
   */
  pause(name: string, forMs: number): { resume(): void } | undefined;
  running(): readonly { name: string; pid: number; restarts: number }[];
  stopAll(): Promise<void>;
}

export interface ProcessTableOptions {
  /** Where `<name>.json` (pid and start time) is kept, to find orphaned processes. */
  readonly runDirectory: string;
  /** Where `<name>.log` and its rotated predecessors are kept. */
  readonly logDirectory: string;
  readonly log: Logger;
}
