/** Invalidates all cached feed responses. */
export const feedTag = "feed";
export const authorTag = (userId: string): string => `author:${userId}`;
export const homeTag = (userId: string): string => `home:${userId}`;
/**
 * Invalidates every home feed: a deleted post must not come back from a page that is kept for an
 * outage.
 */
export const removedTag = "feed:removed";
