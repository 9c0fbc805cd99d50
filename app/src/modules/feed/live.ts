import type { Bindings } from "@seaworthy/platform/bindings/bindings";
import { AppError } from "@seaworthy/platform/errors/errors";
import { durableObjectOf } from "@seaworthy/platform/modules/own";
import { feed } from "./module.ts";
import type { Post } from "./post.ts";

/**
 * A Durable Object takes 32,768 hibernating sockets (Cloudflare's limit); half of it leaves room
 * for a version change.
 */
export const subscriberLimit = 16_384;

/** The methods of `FeedUpdates` that are called from outside. */
interface Updates {
  fetch(request: Request): Promise<Response>;
  publish(post: Post): Promise<number>;
  versionId(): Promise<string>;
}

/** The object keeps the version that it started with; a rotation asks which one that is. */
export async function feedVersions(bindings: Bindings): Promise<readonly string[]> {
  return [await updates(bindings).versionId()];
}

/** Hands the WebSocket upgrade over to the feed's Durable Object. Throws LIVE_FULL. */
export async function subscribe(bindings: Bindings, request: Request): Promise<Response> {
  const response = await updates(bindings).fetch(request);
  if (response.status === 101) return response;
  throw new AppError("LIVE_FULL", "Read the feed instead, and try again later.", {
    retryable: true,
    headers: { "Retry-After": "30" },
  });
}

/** Tells all subscribers of a new post; private ones are nobody's news. */
export async function publish(bindings: Bindings, post: Post): Promise<void> {
  if (post.visibility === "public") await updates(bindings).publish(post);
}

function updates(bindings: Bindings): Updates {
  const namespace = durableObjectOf(feed, bindings, "FEED_UPDATES");
  return namespace.get(namespace.idFromName("feed")) as unknown as Updates;
}
