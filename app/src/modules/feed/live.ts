import type { Bindings } from "@seaworthy/platform/bindings/bindings";
import { opened, upgradeOf } from "@seaworthy/platform/live/live-subscriber";
import { configurationOf, durableObjectOf } from "@seaworthy/platform/modules/own";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { feed } from "./module.ts";
import type { Post } from "./post.ts";

/**
 * A Durable Object accepts 32,768 hibernating sockets (Cloudflare's limit); half of that leaves
 * room for a version change.
 */
export const subscriberLimit = 16_384;

/** The methods of `FeedUpdates` that other code calls. */
interface Updates {
  fetch(request: Request): Promise<Response>;
  publish(post: Post): Promise<number>;
  retract(postId: string): Promise<number>;
  versionId(): Promise<string>;
}

/** The object keeps running the version it started with; a rotation asks which one that is. */
export async function feedVersions(bindings: Bindings): Promise<readonly string[]> {
  return [await updates(bindings).versionId()];
}

/**
 * Passes the WebSocket upgrade to the feed's Durable Object. Throws UPGRADE_REQUIRED, RATE_LIMITED,
 * LIVE_FULL.
 */
export async function subscribe(c: AppContext): Promise<Response> {
  const { live } = configurationOf(feed, c.var.bindings);
  return opened(await updates(c.var.bindings).fetch(await upgradeOf(c, live)));
}

/** Announces a new public post to all subscribers; private posts are never announced. */
export async function publish(bindings: Bindings, post: Post): Promise<void> {
  if (post.visibility === "public") await updates(bindings).publish(post);
}

/** Tells all subscribers that a public post was deleted. */
export async function retract(bindings: Bindings, postId: string): Promise<void> {
  await updates(bindings).retract(postId);
}

function updates(bindings: Bindings): Updates {
  const namespace = durableObjectOf(feed, bindings, "FEED_UPDATES");
  return namespace.get(namespace.idFromName("feed")) as unknown as Updates;
}
