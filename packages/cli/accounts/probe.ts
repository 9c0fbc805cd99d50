import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";

export interface Probe {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  /** One that the vendor cannot accept: it answers 400 to who may write, 403 to who may not. */
  readonly body?: unknown;
}

/**
 * `refused`: the token may not do it. `absent`: it may, and there is nothing. Throws
 * VENDOR_UNREACHABLE and what else is neither.
 */
export type ProbeOutcome = "allowed" | "refused" | "absent";

const refusedStatuses = [401, 403];
/** The call arrived and was judged by what it says. */
const judgedStatuses = [400, 409, 422];

/** Asks without changing anything. */
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
