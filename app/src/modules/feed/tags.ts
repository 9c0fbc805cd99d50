/** What makes cached answers of the feed wrong. */
export const feedTag = "feed";
export const authorTag = (userId: string): string => `author:${userId}`;
export const homeTag = (userId: string): string => `home:${userId}`;
