import { createHash } from "node:crypto";
import type { Credentials } from "../rest/rest-token.ts";
import { lackingCommands } from "../upstash-commands.ts";

/** A user of one database, as stored. */
export interface RedisUser {
  readonly username: string;
  readonly enabled: boolean;
  /** In plain text: the adapter logs in with them. Newest last. */
  readonly passwords: readonly string[];
  /** Redis ACL rules without state and passwords, in order: `~cache:*`, `+@read`. */
  readonly rules: readonly string[];
}

/** The passwords that each database always has. */
export interface BuiltInPasswords {
  readonly password: string;
  readonly readOnlyPassword: string;
  readonly adminPassword: string;
}

export const builtInNames = {
  /** For Upstash's "standard" REST token, and for `redis-cli -a`. */
  standard: "default",
  /**
   * For the "read only" REST token. Upstash's own name for it (docs, "Connecting with Read-Only
   * Access").
   */
  readOnly: "default_ro",
  /** The local cloud itself; its password is not shared, and no reply mentions it. */
  admin: "seaworthy",
} as const;

/** A temporary user on which new rules are tested before anything is stored. */
export const trialUser = "seaworthy-trial";

/**
 * Denied to every user, because Upstash does not serve it: server administration, access to other
 * hosts, and the commands that Upstash lacks.
 */
const withheld = [
  ...["-@admin", "-migrate", "-swapdb", "-role"],
  ...lackingCommands.map((name) => `-${name.toLowerCase()}`),
];
/**
 * Gives no access to data and must always be allowed: if MULTI failed, the following commands would
 * run outside a transaction. Locked scripts find their keys with COMMAND GETKEYS.
 */
const transactions = ["+multi", "+exec", "+discard", "+command|getkeys"];

export function isReservedName(username: string): boolean {
  return (
    username === builtInNames.standard ||
    username === builtInNames.readOnly ||
    username.startsWith(builtInNames.admin)
  );
}

export function builtInUsers(passwords: BuiltInPasswords): readonly RedisUser[] {
  const user = (username: string, password: string, rules: string[]) => ({
    username,
    enabled: true,
    passwords: [password],
    rules,
  });
  return [
    user(builtInNames.admin, passwords.adminPassword, ["~*", "&*", "+@all"]),
    user(builtInNames.standard, passwords.password, [
      "~*",
      "&*",
      "+@all",
      ...withheld,
      "+monitor",
      "+acl|whoami",
      "+acl|cat",
      "+acl|genpass",
    ]),
    // As at Upstash: only read commands, without powerful ones such as SCAN and KEYS (docs,
    // "Security and Authentication").
    user(builtInNames.readOnly, passwords.readOnlyPassword, [
      "~*",
      "+@read",
      "-@dangerous",
      "-scan",
      "+ping",
      "+echo",
      ...withheld,
      ...transactions,
    ]),
  ];
}

/**
 * The arguments of `ACL SETUSER <name>`; starts with `reset`, so it describes the whole user.
 * Contains hashes, never passwords.
 */
export function aclRules(user: RedisUser): string[] {
  const suffix =
    isReservedName(user.username) && user.username !== trialUser
      ? []
      : [...withheld, ...transactions];
  const passwords = user.passwords.map((password) => `#${passwordHash(password)}`);
  return ["reset", user.enabled ? "on" : "off", ...passwords, ...user.rules, ...suffix];
}

/** SHA-256 in hex, the form in which Redis stores passwords. */
export function passwordHash(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}

/** Every name and password that can log in. */
export function credentialsOf(users: readonly RedisUser[]): Credentials[] {
  return users
    .filter((user) => user.enabled)
    .flatMap(({ username, passwords }) => passwords.map((password) => ({ username, password })));
}
