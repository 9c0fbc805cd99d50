import { scriptLimitMs } from "./script-limit.ts";
import { aclRules, type BuiltInPasswords, builtInUsers, type RedisUser } from "./users.ts";

/** All that a database's server and adapter are made from. */
export interface RedisSettings extends BuiltInPasswords {
  readonly id: string;
  /**
   * Whether the REST endpoint speaks HTTPS. The Redis protocol stays plain: the server listens on
   * loopback.
   */
  readonly tls: boolean;
  readonly eviction: boolean;
  readonly maxMemoryBytes: number;
  readonly maxRequestBytes: number;
  readonly maxClients: number;
  readonly users: readonly RedisUser[];
}

/**
 * Upstash's one policy, "optimistic-volatile", samples at random among keys with a TTL first and
 * among all keys when that is not enough (docs, "Eviction"). Redis has the two halves only;
 * `allkeys-random` is the half that, like Upstash, always finds room. Without eviction both refuse
 * the write.
 */
function memoryPolicy(eviction: boolean): "allkeys-random" | "noeviction" {
  return eviction ? "allkeys-random" : "noeviction";
}

/** What `CONFIG SET` changes on the running server. */
export function liveSettings(settings: RedisSettings): readonly (readonly [string, string])[] {
  return [
    ["maxmemory", String(settings.maxMemoryBytes)],
    ["maxmemory-policy", memoryPolicy(settings.eviction)],
    ["proto-max-bulk-len", String(Math.max(1024 ** 2, settings.maxRequestBytes))],
  ];
}

/**
 * The server's redis.conf. Redis writes the append-only file before it answers, so a killed server
 * loses nothing that was answered; `everysec` risks a second of writes on power loss alone, which a
 * development machine can bear.
 */
export function serverConfiguration(
  settings: RedisSettings,
  place: { directory: string; port: number; aclFile: string },
): string {
  const lines = [
    ["bind", "127.0.0.1"],
    ["protected-mode", "yes"],
    ["port", String(place.port)],
    ["daemonize", "no"],
    ["dir", quoted(place.directory)],
    ["aclfile", quoted(place.aclFile)],
    ["databases", "1"],
    ["appendonly", "yes"],
    ["appendfsync", "everysec"],
    ["save", '""'],
    ["maxclients", String(settings.maxClients)],
    ["lua-time-limit", String(scriptLimitMs)],
    ...liveSettings(settings),
  ];
  return `${lines.map((line) => line.join(" ")).join("\n")}\n`;
}

/** The server's users.acl: what a restarted server knows of users. */
export function aclFile(settings: RedisSettings): string {
  const users = [...builtInUsers(settings), ...settings.users];
  return `${users.map((user) => `user ${user.username} ${aclRules(user).join(" ")}`).join("\n")}\n`;
}

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&")}"`;
}
