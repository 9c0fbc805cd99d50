import type { GivenCommand, RedisCommand } from "./connection.ts";
import {
  newerCommands,
  newerOptions,
  readCommands,
  servedSubcommands,
  writeCommands,
} from "./upstash-commands.ts";

/**
 * Commands that Upstash's REST API does not serve, by reason (docs, "REST - Redis API
 * Compatibility" and "Redis API Compatibility"). They are rejected here by name, whatever the
 * user's ACL allows. The first word decides.
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
const served = new Set([...readCommands, ...writeCommands]);
const reading = new Set(readCommands);
const details = "See https://upstash.com/docs/redis/overall/rediscompatibility for details";

export const nullArgument = "ERR null args are not supported";

export function commandName(command: GivenCommand): string {
  return String(command[0] ?? "").toUpperCase();
}

export function isComplete(command: GivenCommand): command is RedisCommand {
  return !command.includes(null);
}

/** Also false for scripts and functions that only read: that is unknown before they run. */
export function onlyReads(command: GivenCommand): boolean {
  return reading.has(commandName(command));
}

/** Upstash's error for a command that REST does not serve; undefined when it does. */
export function refusalOf(command: GivenCommand): string | undefined {
  if (!isComplete(command)) return nullArgument;
  const name = commandName(command);
  if (refused.has(name)) return unavailable(name);
  if ((name === "XREAD" || name === "XREADGROUP") && blocks(command))
    return unavailable(`${name} BLOCK`);
  const family = /^(?:JSON|SEARCH)\../.test(name);
  if (!served.has(name) && !family) return unavailable(name);
  const action = String(command[1] ?? "").toUpperCase();
  const actions = servedSubcommands[name];
  return actions && action !== "" && !actions.includes(action)
    ? unavailable(`${name} ${action}`)
    : undefined;
}

/**
 * The error for the caller: if Upstash serves what the local server is too old for, it explains
 * that; any other error is Redis' own.
 */
export function explainError(command: RedisCommand, error: string): string {
  const name = commandName(command);
  if (/^ERR unknown command/.test(error)) {
    const since = Object.entries(newerCommands).find(([, names]) => names.includes(name))?.[0];
    return `ERR Upstash serves '${name}', but the Redis of this machine does not: ${origin(name, since)}`;
  }
  if (!/syntax error|unknown type/i.test(error)) return error;
  const given = command.slice(1).map((word) => String(word).toUpperCase());
  for (const option of newerOptions) {
    const word = option.command === name && given.find((text) => option.words.includes(text));
    if (word)
      return `ERR Upstash serves '${name} ${word}', but the Redis of this machine does not: it came with ${option.since}`;
  }
  return error;
}

function origin(name: string, since: string | undefined): string {
  if (since !== undefined) return `it came with Redis ${since}`;
  return name.startsWith("JSON.")
    ? "it came with Redis 8.0, or with the RedisJSON module"
    : "Redis has no such command in any version";
}

function unavailable(name: string): string {
  return `ERR Command is not available: '${name}'. ${details}`;
}

/** True when BLOCK is among the options, which end at STREAMS. */
function blocks(command: RedisCommand): boolean {
  const words = command.slice(1).map((word) => String(word).toUpperCase());
  const from = words[0] === "GROUP" ? 3 : 0;
  const streams = words.indexOf("STREAMS", from);
  return words.slice(from, streams < 0 ? undefined : streams).includes("BLOCK");
}
