import { redisUser } from "./redis-user.ts";

export const redisCache = redisUser("redis-cache", "cache");
