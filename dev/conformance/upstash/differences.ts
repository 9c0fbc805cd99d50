/** Tests of `@upstash/redis` that do not pass here, each with the reason. */
export const redisDifferences: Readonly<Record<string, string>> = {};

/** Tests of `@upstash/ratelimit` that do not pass here, each with the reason. */
export const ratelimitDifferences: Readonly<Record<string, string>> = {};
