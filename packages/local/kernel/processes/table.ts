import type { Logger } from "../logger.ts";

/** A server that the local cloud runs as an unprivileged child process in the foreground. */
export interface ProcessSpec {
  /** Unique; names its log and pid file: `postgres-<ref>`, `redis-<id>`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /**
   * Signal that asks it to end; SIGKILL follows after `stopTimeoutMs`. Default SIGTERM, 10 000 ms.
   */
  readonly stopSignal?: NodeJS.Signals;
  readonly stopTimeoutMs?: number;
  /**
   * Polled every 25 ms until it resolves true; after `readyTimeoutMs` (default 30 000) the start
   * has failed.
   */
  ready(): Promise<boolean>;
  readonly readyTimeoutMs?: number;
  /** Called after it ended unexpectedly and was restarted (backoff 100 ms to 5 s). */
  onRestart?(): void;
}

export interface ManagedProcess {
  readonly pid: number;
  readonly name: string;
  /** Sends a signal to the running process, e.g. SIGHUP to reload. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it permanently. Resolves when it has ended. */
  stop(): Promise<void>;
}

export interface ProcessTable {
  /** The user that servers run as; undefined when the local cloud itself is unprivileged. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /**
   * Starts and supervises a server; resolves when it is ready. First ends a server of the same name
   * left by a killed cloud.
   */
  start(spec: ProcessSpec): Promise<ManagedProcess>;
  /**
   * Runs a command to completion as the servers' user; throws PROCESS_FAILED with the last lines of
   * its output. For initdb and the like.
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
   * Stops a server as if its machine hung, for at most that time; calls to it wait. Undefined when
   * no server of that name runs.
   */
  pause(name: string, forMs: number): { resume(): void } | undefined;
  running(): readonly { name: string; pid: number; restarts: number }[];
  stopAll(): Promise<void>;
}

export interface ProcessTableOptions {
  /** Directory of `<name>.json` (pid and start time), used to find orphaned processes. */
  readonly runDirectory: string;
  /** Directory of `<name>.log` and its rotated predecessors. */
  readonly logDirectory: string;
  readonly log: Logger;
}
