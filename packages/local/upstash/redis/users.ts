import { createHash } from "node:crypto";
import type { Credentials } from "./rest/rest-token.ts";
import { lackingCommands } from "./upstash-commands.ts";

/** A user of one database, as the store keeps it. */
export interface RedisUser {
  readonly username: string;
  readonly enabled: boolean;
  /** In plain text: the adapter logs in with them. The newest last. */
  readonly passwords: readonly string[];
  /** Redis ACL rules without state and passwords, in the order they apply: `~cache:*`, `+@read`. */
  readonly rules: readonly string[];
}

/** The passwords that each database has from the start. */
export interface BuiltInPasswords {
  readonly password: string;
  readonly readOnlyPassword: string;
  readonly adminPassword: string;
}

export const builtInNames = {
  /** Behind Upstash's "standard" REST token, and who `redis-cli -a` is. */
  standard: "default",
  /**
   * Behind the "read only" REST token. Upstash's own name for it (docs, "Connecting with Read-Only
   * Access").
   */
  readOnly: "default_ro",
  /** The local cloud itself; nobody else knows its password and no reply mentions it. */
  admin: "seaworthy",
} as const;

/** A throw-away user on which new rules are tried before anything is written down. */
export const trialUser = "seaworthy-trial";

/**
 * What Upstash does not serve, withheld from everybody: server administration and what reaches
 * other hosts, and the commands that Upstash lacks.
 */
const withheld = [
  ...["-@admin", "-migrate", "-swapdb", "-role"],
  ...lackingCommands.map((name) => `-${name.toLowerCase()}`),
];
/**
 * Opens no data, and must never be refused: were MULTI refused, what follows it would run outside a
 * transaction. Locked scripts find their keys by COMMAND GETKEYS.
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
    // Upstash: read commands only, and not the powerful ones such as SCAN and KEYS (docs, "Security
    // and Authentication").
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
 * Everything that follows `ACL SETUSER <name>`; `reset` first, so that it says the whole user.
 * Holds hashes, never a password.
 */
export function aclRules(user: RedisUser): string[] {
  const suffix =
    isReservedName(user.username) && user.username !== trialUser
      ? []
      : [...withheld, ...transactions];
  const passwords = user.passwords.map((password) => `#${passwordHash(password)}`);
  return ["reset", user.enabled ? "on" : "off", ...passwords, ...user.rules, ...suffix];
}

/** SHA-256 in hex, which is how Redis keeps a password. */
export function passwordHash(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}

/** Every name and password by which someone may log in. */
export function credentialsOf(users: readonly RedisUser[]): Credentials[] {
  return users
    .filter((user) => user.enabled)
    .flatMap(({ username, passwords }) => passwords.map((password) => ({ username, password })));
}
