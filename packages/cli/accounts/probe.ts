import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";

export interface Probe {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  /** A body that the vendor must reject: 400 means the token may write, 403 that it may not. */
  readonly body?: unknown;
}

/**
 * `refused`: the token lacks permission. `absent`: it has permission, but the object does not
 * exist. Throws VENDOR_UNREACHABLE, and any other error that is neither.
 */
export type ProbeOutcome = "allowed" | "refused" | "absent";

const refusedStatuses = [401, 403];
/** The vendor authorized the call and validated its content. */
const judgedStatuses = [400, 409, 422];

/** Sends a call that changes nothing. */
export async function probe(
  client: VendorClient,
  { method, path, body }: Probe,
): Promise<ProbeOutcome> {
  try {
    await client.request(method, path, body);
    return "allowed";
  } catch (thrown) {
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    const status = Number(thrown.details.status ?? 0);
    if (refusedStatuses.includes(status)) return "refused";
    if (status === 404) return "absent";
    if (judgedStatuses.includes(status)) return "allowed";
    throw thrown;
  }
}
