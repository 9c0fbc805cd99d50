/** Invalidates all cached feed responses. */
export const feedTag = "feed";
export const authorTag = (userId: string): string => `author:${userId}`;
export const homeTag = (userId: string): string => `home:${userId}`;
