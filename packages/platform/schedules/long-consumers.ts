import type { Bindings } from "../bindings/bindings.ts";

/**
 * Something of the app that outlives a request, and with it the version of the Worker that it began
 * with: a Durable Object keeps running the code and bindings that it started with for up to five
 * minutes after a deployment
 * (https://developers.cloudflare.com/durable-objects/deployments/durable-objects-code-updates/), a
 * scheduled run for up to fifteen.
 */
export interface LongConsumer {
  /** As a person calls it: `Durable Object FeedUpdates`. */
  readonly name: string;
  /** Ids of the versions that it runs now; none when it does not run. */
  versions(bindings: Bindings): Promise<readonly string[]>;
}

/** Who runs which version. What cannot be asked is `unknown`: nobody may take it for up to date. */
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
