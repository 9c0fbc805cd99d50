import { SeaworthyError } from "@seaworthy/core/errors";
import { ask } from "../../worker/ask.ts";
import type { Rotator } from "./rotator.ts";

/**
 * A second client key of the project. The unused one is created again, so its previous DSN stops
 * working.
 * @param keys URNs
 */
export const sentryKey = (name: string, keys: Readonly<Record<"a" | "b", string>>): Rotator => ({
  name,
  standbyIsAlive: true,
  acceptedBy: "vendor",
  present: (state, slot) => String(state.resource(keys[slot]).outputs.dsnPublic),
  accepts: async (_access, dsn) => {
    const response = await postEnvelope(
      dsn,
      { type: "client_report" },
      { timestamp: Date.now() / 1000, discarded_events: [] },
    );
    if (response.ok) return true;
    if (response.status === 401 || response.status === 403 || response.status === 404) return false;
    throw new SeaworthyError(
      "VENDOR_UNREACHABLE",
      `Sentry's ingest responded with ${response.status}.`,
      { retryable: true },
    );
  },
});

/**
 * Sends one item, as Sentry's clients do (https://develop.sentry.dev/sdk/data-model/envelopes/).
 */
export async function postEnvelope(dsn: string, item: object, payload: object): Promise<Response> {
  const { protocol, username, host, pathname } = new URL(dsn);
  const body = [{ dsn, sent_at: new Date().toISOString() }, item, payload]
    .map((line) => JSON.stringify(line))
    .join("\n");
  return ask(
    "Sentry",
    `${protocol}//${host}/api${pathname}/envelope/?sentry_key=${username}&sentry_version=7`,
    {
      method: "POST",
      headers: { "content-type": "application/x-sentry-envelope" },
      body,
    },
  );
}
