import { scriptLimitMs } from "./scripts/script-limit.ts";
import { aclRules, type BuiltInPasswords, builtInUsers, type RedisUser } from "./users/users.ts";

/** Everything needed to configure a database's server and adapter. */
export interface RedisSettings extends BuiltInPasswords {
  readonly id: string;
  /**
   * Whether the REST endpoint uses HTTPS. The Redis protocol stays plain: the server listens on
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
 * Upstash's only policy, "optimistic-volatile", samples randomly among keys with a TTL first, then
 * among all keys (docs, "Eviction"). Redis only has the two halves; `allkeys-random` is the one
 * that, like Upstash, always finds room. Without eviction both reject the write.
 */
function memoryPolicy(eviction: boolean): "allkeys-random" | "noeviction" {
  return eviction ? "allkeys-random" : "noeviction";
}

/** Settings that `CONFIG SET` changes on the running server. */
export function liveSettings(settings: RedisSettings): readonly (readonly [string, string])[] {
  return [
    ["maxmemory", String(settings.maxMemoryBytes)],
    ["maxmemory-policy", memoryPolicy(settings.eviction)],
    ["proto-max-bulk-len", String(Math.max(1024 ** 2, settings.maxRequestBytes))],
  ];
}

/**
 * The server's redis.conf. Redis writes the append-only file before it replies, so a killed server
 * loses no confirmed write; `everysec` only risks a second of writes on power loss, which is
 * acceptable for development.
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

/** The server's users.acl, from which a restarted server loads its users. */
export function aclFile(settings: RedisSettings): string {
  const users = [...builtInUsers(settings), ...settings.users];
  return `${users.map((user) => `user ${user.username} ${aclRules(user).join(" ")}`).join("\n")}\n`;
}

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&")}"`;
}
