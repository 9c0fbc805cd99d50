import type { RedisCommand } from "./connection.ts";

/**
 * Commands that Upstash's REST API does not serve, by reason (docs, "REST - Redis API
 * Compatibility" and "Redis API Compatibility"). They are refused here, by name, whatever the
 * user's ACL says. The first word decides.
 */
export const refusedCommands = {
  blocking: [
    "BLPOP",
    "BRPOP",
    "BRPOPLPUSH",
    "BLMOVE",
    "BLMPOP",
    "BZPOPMAX",
    "BZPOPMIN",
    "BZMPOP",
    "WAIT",
    "WAITAOF",
  ],
  connection: [
    "AUTH",
    "HELLO",
    "SELECT",
    "QUIT",
    "RESET",
    "CLIENT",
    "READONLY",
    "READWRITE",
    "ASKING",
  ],
  transaction: ["MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH"],
  subscription: [
    "SUBSCRIBE",
    "PSUBSCRIBE",
    "SSUBSCRIBE",
    "UNSUBSCRIBE",
    "PUNSUBSCRIBE",
    "SUNSUBSCRIBE",
    "MONITOR",
  ],
  administration: [
    ...[
      "BGREWRITEAOF",
      "BGSAVE",
      "CLUSTER",
      "CONFIG",
      "DEBUG",
      "FAILOVER",
      "LASTSAVE",
      "LATENCY",
      "MIGRATE",
      "MODULE",
      "PFDEBUG",
    ],
    ...[
      "PFSELFTEST",
      "PSYNC",
      "REPLCONF",
      "REPLICAOF",
      "ROLE",
      "SAVE",
      "SHUTDOWN",
      "SLAVEOF",
      "SLOWLOG",
      "SWAPDB",
      "SYNC",
    ],
  ],
} as const;

const refused = new Set<string>(Object.values(refusedCommands).flat());
const details = "See https://upstash.com/docs/redis/overall/rediscompatibility for details";

export function commandName(command: RedisCommand): string {
  return String(command[0] ?? "").toUpperCase();
}

/** Upstash's error text for a command that REST does not serve; undefined when it does. */
export function refusalOf(command: RedisCommand): string | undefined {
  const name = commandName(command);
  if (refused.has(name)) return unavailable(name);
  if ((name === "XREAD" || name === "XREADGROUP") && blocks(command))
    return unavailable(`${name} BLOCK`);
  return undefined;
}

function unavailable(name: string): string {
  return `ERR Command is not available: '${name}'. ${details}`;
}

/** True when BLOCK stands among the options, which end where STREAMS begins. */
function blocks(command: RedisCommand): boolean {
  const words = command.slice(1).map((word) => String(word).toUpperCase());
  const from = words[0] === "GROUP" ? 3 : 0;
  const streams = words.indexOf("STREAMS", from);
  return words.slice(from, streams < 0 ? undefined : streams).includes("BLOCK");
}
