import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { ProcessIdentity } from "./kernel/processes/identity.ts";
import type { Tokens } from "./kernel/tokens.ts";

/**
 * How other processes find the running local cloud: `cloud.json`, mode 0600, written when it is
 * ready.
 */
export interface CloudFile {
  readonly controlUrl: string;
  /** Where the edge serves plain HTTP: `http://localhost:<port>`. */
  readonly appUrl: string;
  /** SMTP port on 127.0.0.1. */
  readonly mailPort: number;
  readonly tokens: Tokens;
  readonly process: ProcessIdentity;
  /** `codeFingerprint` at its start; a different one means that the code on disk is newer. */
  readonly code: string;
  readonly startedAt: string;
}

/** Why the local cloud could not start: `failure.json`, read by the command that started it. */
export interface FailureFile {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

const identitySchema = z.object({ pid: z.number(), start: z.string() });

export const cloudFile = fileOf<CloudFile>(
  "cloud.json",
  z.object({
    controlUrl: z.string(),
    appUrl: z.string(),
    mailPort: z.number(),
    tokens: z.custom<Tokens>(isTokens),
    process: identitySchema,
    code: z.string(),
    startedAt: z.string(),
  }),
);
export const failureFile = fileOf<FailureFile>(
  "failure.json",
  z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }),
);
/** The supervisor's own identity. */
export const supervisorFile = fileOf<ProcessIdentity>("supervisor.json", identitySchema);

/** Output of both processes; they are found by it when those files are lost. */
export const cloudLog = (directory: string): string => join(directory, "logs", "cloud.out.log");

function isTokens(value: unknown): boolean {
  return z.record(z.string(), z.string()).safeParse(value).success;
}

function fileOf<T>(name: string, schema: z.ZodType<T>) {
  return {
    read: (directory: string): T | undefined => {
      try {
        return schema.parse(JSON.parse(readFileSync(join(directory, name), "utf8")));
      } catch {
        return undefined; // absent, overwritten or incomplete: the same to a reader
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
