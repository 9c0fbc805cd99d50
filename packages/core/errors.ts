/**
 * The only error class of Seaworthy's Node side, and the closed list of its codes.
 *
 * A message says what is wrong and what to do about it; `retryable` means that the same call may
 * succeed later with nothing changed. Never put a secret into a message: messages reach logs and
 * reports.
 */
export const errorCodes = {
  // user input
  USAGE: "Invalid command line.",
  BENCH_FAILED: "A bench ended before it had results.",
  CONFIG_INVALID: "The stack's configuration is invalid; every mistake is listed with its key.",
  STACK_UNKNOWN: "Stack file not found.",
  STACK_OUTDATED: "The stack was deployed by another version of Seaworthy; run its program once.",
  PROJECT_NOT_FOUND: "Not in a folder of a Seaworthy project.",
  INPUT_INVALID: "A resource input is missing, has the wrong type, or is unknown to the provider.",
  EXPRESSION_INVALID: "A Rules-language expression does not parse or type-check.",
  EXPRESSION_UNSUPPORTED:
    "A Rules-language field or function is not supported here; the message names it.",
  PROFILE_INVALID: "A policy profile is invalid or not found.",
  WAIVERS_INVALID: "A waiver file is invalid; every mistake is listed with its line.",
  BASELINE_INVALID: "The base of a comparison cannot be read.",
  // the machine
  NODE_TOO_OLD: "The running Node.js is older than the oldest supported version.",
  TOOL_MISSING: "A required program is not installed and could not be installed.",
  TOOL_BUILD_FAILED: "Building the Pulumi toolchain failed.",
  PORT_TAKEN: "Another program uses a port of the stack.",
  DISK_FULL: "The disk is full.",
  PERMISSION_DENIED: "The file system or the package manager rejected an operation.",
  // the local cloud
  CLOUD_NOT_RUNNING: "The local cloud is not running.",
  CLOUD_START_FAILED: "The local cloud, or one of its services, failed to start.",
  PROCESS_FAILED: "A child process exited or did not become ready.",
  STORE_CORRUPT: "The local cloud's state cannot be read.",
  UNSUPPORTED: "The local cloud does not implement that call or field; the message names it.",
  // vendors, over HTTP
  VENDOR_UNREACHABLE: "A vendor's API did not respond.",
  VENDOR_REFUSED: "A vendor's API rejected the call.",
  VENDOR_UNAUTHORIZED: "A vendor's API rejected the token.",
  VENDOR_NOT_FOUND: "The vendor does not have that object.",
  VENDOR_CONFLICT: "The vendor already has a conflicting object.",
  // the database
  DATABASE_UNREACHABLE: "PostgreSQL or the pooler did not respond.",
  MIGRATION_FAILED: "A migration failed and was rolled back.",
  MIGRATION_LOCKED: "Another migration run holds the database's lock.",
  SQL_FAILED: "PostgreSQL rejected a statement from the command line.",
  SEED_FAILED: "Creating a module's example data failed; its changes were rolled back.",
  // rotation
  ROTATION_REFUSED:
    "A new credential or version was rejected; the rotation was rolled back, and the old one is in use.",
  ROTATION_WAITS: "A consumer still uses what a rotation would revoke; the message names it.",
  ROTATION_UNPROVEN: "A revoked credential is still accepted somewhere; the message says where.",
  // deployments
  ROLLOUT_FAILED: "A new version was worse than the one before; the one before is live again.",
  ROLLOUT_REFUSED:
    "A new version cannot share the requests with the one before, which is still live.",
  ROLLOUT_PAUSED: "A new version gets some of the requests; too little is known to go on.",
  ROLLBACK_REFUSED: "An earlier version cannot run with the current secrets or data.",
  // Pulumi
  PULUMI_FAILED: "The Pulumi command failed.",
  NOT_JUDGED: "The stack could not be previewed, so no policy judged it.",
  STACK_LOCKED: "Another Pulumi operation holds the stack's lock.",
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface SeaworthyErrorOptions {
  /** The cause, kept for logs and never sent to clients. */
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

/** The message of any thrown value. */
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
