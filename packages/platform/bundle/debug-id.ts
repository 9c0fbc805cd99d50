import { createHash } from "node:crypto";

export interface BundledCode {
  readonly code: Uint8Array;
  readonly sourceMap: Uint8Array;
}

/**
 * Adds the id with which Sentry finds the source map of bundled code, independent of the event's
 * release: https://docs.sentry.io/platforms/javascript/sourcemaps/troubleshooting_js/debug-ids/.
 * The id is derived from the content, so that the same sources still give the same bytes. It is
 * appended, so that no line moves.
 */
export function withDebugId(code: Uint8Array, sourceMap: Uint8Array): BundledCode {
  const debugId = uuidOf(code);
  const text = Buffer.from(code).toString("utf8").trimEnd();
  const map: unknown = JSON.parse(Buffer.from(sourceMap).toString("utf8"));
  return {
    code: Buffer.from(`${text}\n${telling(debugId)}\n//# debugId=${debugId}\n`),
    sourceMap: Buffer.from(JSON.stringify({ ...Object(map), debugId, debug_id: debugId })),
  };
}

/** The debug id of a bundled file; undefined when it has none. */
export const debugIdOf = (code: string): string | undefined =>
  /^\/\/# debugId=([0-9a-f-]{36})$/m.exec(code)?.[1];

/** What Sentry's SDK looks for: the stack of a statement in this file, and its id. */
function telling(debugId: string): string {
  return `try{(globalThis._sentryDebugIds??={})[new Error().stack]="${debugId}"}catch{}`;
}

/** A UUID in the form of version 4. */
function uuidOf(content: Uint8Array): string {
  const hex = createHash("sha256").update(content).digest("hex");
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) % 4];
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return groups.join("-");
}
