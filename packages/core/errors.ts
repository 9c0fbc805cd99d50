/**
 * The one error class of Seaworthy's Node side, and the closed list of its codes.
 *
 * A message says what is wrong and what to do about it; `retryable` says whether the same call may
 * succeed later without anybody changing anything. Never put a secret into a message: messages
 * reach logs and reports.
 */
export const errorCodes = {
  // what a person typed or wrote
  USAGE: "The command was used wrongly.",
  BENCH_FAILED: "A bench ended before it had its figures.",
  CONFIG_INVALID:
    "A stack's configuration has mistakes; all of them are listed, each with its key.",
  STACK_UNKNOWN: "There is no stack file of that name.",
  STACK_OUTDATED:
    "The stack was brought up by another version of Seaworthy; its program has to run once.",
  PROJECT_NOT_FOUND: "The command was not run in a folder of a Seaworthy project.",
  INPUT_INVALID: "A resource's input is missing, of the wrong type, or not known to the provider.",
  EXPRESSION_INVALID: "A Rules-language expression does not parse or type-check.",
  EXPRESSION_UNSUPPORTED: "A Rules-language field or function is not supported here; it is named.",
  PROFILE_INVALID: "A policy profile has mistakes, or there is none of that name.",
  WAIVERS_INVALID: "A file of waivers has mistakes; all of them are listed, each with its line.",
  BASELINE_INVALID: "What a check is to be compared with cannot be read.",
  // the machine
  NODE_TOO_OLD: "The Node.js that runs is older than what is supported.",
  TOOL_MISSING: "A program that is needed is not installed and could not be installed.",
  TOOL_BUILD_FAILED: "Building the Pulumi toolchain failed.",
  PORT_TAKEN: "A port that belongs to the stack is used by another program.",
  DISK_FULL: "There is too little room on the disk.",
  PERMISSION_DENIED: "The file system or the system's package manager refused.",
  // the local cloud
  CLOUD_NOT_RUNNING: "The local cloud is not running.",
  CLOUD_START_FAILED: "The local cloud, or one of its services, did not start.",
  PROCESS_FAILED: "A child process ended or did not become ready.",
  STORE_CORRUPT: "The local cloud's state cannot be read.",
  UNSUPPORTED: "The local cloud does not implement that call or field; it is named.",
  // vendors, over HTTP
  VENDOR_UNREACHABLE: "A vendor's API did not answer.",
  VENDOR_REFUSED: "A vendor's API refused the call.",
  VENDOR_UNAUTHORIZED: "A vendor's API does not accept the token.",
  VENDOR_NOT_FOUND: "The vendor has no such object.",
  VENDOR_CONFLICT: "The vendor already has an object that excludes this one.",
  // the database
  DATABASE_UNREACHABLE: "PostgreSQL or the pooler did not answer.",
  MIGRATION_FAILED: "A migration failed; it was rolled back.",
  MIGRATION_LOCKED: "Another run of migrations holds the database's lock.",
  SQL_FAILED: "PostgreSQL refused a statement that a person typed.",
  SEED_FAILED: "A module's example data could not be made; its changes were undone.",
  // rotation
  ROTATION_REFUSED:
    "A new credential or version was refused; the rotation was undone and the old one is in use.",
  ROTATION_WAITS: "A consumer still uses what a rotation would revoke; it is named.",
  ROTATION_UNPROVEN: "What a rotation revoked is still accepted somewhere; it is named.",
  // Pulumi
  PULUMI_FAILED: "The Pulumi command ended with an error.",
  NOT_JUDGED: "The stack could not be previewed, so no policy judged it.",
  STACK_LOCKED: "Another Pulumi operation holds the stack's lock.",
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface SeaworthyErrorOptions {
  /** What led to this error; kept for logs, never sent to clients. */
  cause?: unknown;
  /** True when the same call may succeed later with nothing changed. Default false. */
  retryable?: boolean;
  /** Structured facts for reports: keys, ids, line numbers. Never secrets. */
  details?: Readonly<Record<string, unknown>>;
}

export class SeaworthyError extends Error {
  override readonly name = "SeaworthyError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: SeaworthyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** True for Node's file-system and socket errors with that code, e.g. `ENOENT`. */
export function hasErrno(thrown: unknown, ...codes: string[]): boolean {
  return (
    thrown instanceof Error &&
    "code" in thrown &&
    typeof thrown.code === "string" &&
    codes.includes(thrown.code)
  );
}
