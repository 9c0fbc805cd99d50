/** What an API key can be allowed to do with its owner's posts. */
export const feedScopes = ["feed:read", "feed:write"] as const;
export type FeedScope = (typeof feedScopes)[number];
