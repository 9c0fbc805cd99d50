import { redisUser } from "./redis-user.ts";

export const redisLimiter = redisUser("redis-limiter", "limiter");
