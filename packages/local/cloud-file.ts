import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "./kernel/process-identity.ts";
import type { Tokens } from "./kernel/tokens.ts";

/** How others find the running local cloud: `cloud.json`, mode 0600, written when it is ready. */
export interface CloudFile {
  readonly controlUrl: string;
  /** Where the edge serves plain HTTP: `http://localhost:<port>`. */
  readonly appUrl: string;
  readonly tokens: Tokens;
  readonly process: ProcessIdentity;
  /** `codeFingerprint` when it started: another one means that newer code is on the disk. */
  readonly code: string;
  readonly startedAt: string;
}

/** Why the local cloud could not start: `failure.json`, read by the command that started it. */
export interface FailureFile {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

export const cloudFile = fileOf<CloudFile>("cloud.json");
export const failureFile = fileOf<FailureFile>("failure.json");
/** The supervisor's own identity. */
export const supervisorFile = fileOf<ProcessIdentity>("supervisor.json");

function fileOf<T>(name: string) {
  return {
    read: (directory: string): T | undefined => {
      try {
        return JSON.parse(readFileSync(join(directory, name), "utf8")) as T;
      } catch {
        return undefined; // absent, or never finished: the same to a reader
      }
    },
    write: (directory: string, content: T): void => {
      const draft = join(directory, `${name}.draft`);
      writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
      renameSync(draft, join(directory, name));
    },
    remove: (directory: string): void => rmSync(join(directory, name), { force: true }),
  };
}
