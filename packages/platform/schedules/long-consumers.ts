import type { Bindings } from "../bindings/bindings.ts";

/**
 * Something in the app that outlives a request and keeps the Worker version it started with: a
 * Durable Object keeps running its original code and bindings for up to five minutes after a
 * deployment
 * (https://developers.cloudflare.com/durable-objects/deployments/durable-objects-code-updates/), a
 * scheduled run for up to fifteen.
 */
export interface LongConsumer {
  /** Its display name: `Durable Object FeedUpdates`. */
  readonly name: string;
  /** Ids of the versions that it currently runs; empty when it does not run. */
  versions(bindings: Bindings): Promise<readonly string[]>;
}

/**
 * Who runs which version. What does not respond is `unknown` and must not be treated as up to date.
 */
export async function versionsOf(
  consumers: readonly LongConsumer[],
  bindings: Bindings,
): Promise<{ name: string; versionId: string }[]> {
  const asked = consumers.map(async ({ name, versions }) => {
    const ids = await versions(bindings).catch((): readonly string[] => ["unknown"]);
    return ids.map((versionId) => ({ name, versionId }));
  });
  return (await Promise.all(asked)).flat();
}
