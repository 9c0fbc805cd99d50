import { randomBytes } from "node:crypto";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { ErrorReply, type RedisConnection, type RedisReply } from "../connection.ts";
import { restToken } from "../rest/rest-token.ts";
import { changeUser } from "./user-rules.ts";
import { builtInNames, isReservedName, type RedisUser } from "./users.ts";

/** The users of one database, both in the store and on its server. */
export interface Accounts {
  find(username: string): RedisUser | undefined;
  /** Throws INPUT_INVALID with Redis' message when a rule is invalid; then nothing has changed. */
  save(user: RedisUser): Promise<void>;
  /** False when it did not exist. */
  remove(username: string): Promise<boolean>;
}

export interface AclTools {
  readonly accounts: Accounts;
  /** Logged in as the local cloud itself. */
  readonly admin: RedisConnection;
  /** Includes built-in users; empty when the user does not exist. */
  passwordsOf(username: string): readonly string[];
}

/** Runs an ACL command of that user. Throws ErrorReply. */
export type RunAcl = (command: readonly string[], username: string) => Promise<RedisReply>;

type AclCall = (words: readonly string[], tools: AclTools) => Promise<RedisReply>;

const ok = Buffer.from("OK");
const passOn =
  (name: string): AclCall =>
  (words, { admin }) =>
    admin.send(["ACL", name, ...words]);

/**
 * Upstash's ACL commands; only the "standard" user may call them, because only it administers
 * users.
 */
const calls: Readonly<Record<string, AclCall>> = {
  SETUSER: async ([username = "", ...rules], { accounts }) => {
    refuseReserved(username);
    await accounts.save(changeUser(accounts.find(username), username, rules));
    return ok;
  },
  DELUSER: async (usernames, { accounts }) => {
    usernames.forEach(refuseReserved);
    let removed = 0;
    for (const username of usernames) removed += (await accounts.remove(username)) ? 1 : 0;
    return String(removed);
  },
  GENTOKEN: async ([username = "", password], _tools) => {
    if (password !== undefined && new Set(password).size < 10)
      throw new ErrorReply("ERR password is too weak: leave it out to have one generated");
    return Buffer.from(
      restToken({ username, password: password ?? randomBytes(24).toString("hex") }),
    );
  },
  RESTTOKEN: async ([username = "", given = ""], { passwordsOf }) => {
    const password = passwordsOf(username).find(
      (known) => known === given || restToken({ username, password: known }) === given,
    );
    if (password === undefined)
      throw new ErrorReply(`ERR Wrong password or user "${username}" does not exist`);
    return Buffer.from(restToken({ username, password }));
  },
  // No-ops at Upstash: every change is persisted before the response (blog, "redis-6").
  LOAD: async () => ok,
  SAVE: async () => ok,
  USERS: async (_words, { admin }) => visible(await admin.send(["ACL", "USERS"]), (text) => text),
  LIST: async (_words, { admin }) =>
    visible(await admin.send(["ACL", "LIST"]), (text) => text.split(" ")[1] ?? ""),
  GETUSER: async ([username = ""], { admin }) =>
    isHidden(username) ? null : admin.send(["ACL", "GETUSER", username]),
  LOG: passOn("LOG"),
};

/** Calls allowed for every user. */
const openCalls: Readonly<Record<string, AclCall>> = {
  CAT: passOn("CAT"),
  GENPASS: passOn("GENPASS"),
};

export function aclRunner(tools: AclTools): RunAcl {
  return async (command, username) => {
    try {
      return await runAclCommand(command, username, tools);
    } catch (thrown) {
      if (thrown instanceof SeaworthyError && thrown.code === "INPUT_INVALID")
        throw new ErrorReply(messageOf(thrown));
      throw thrown;
    }
  };
}

async function runAclCommand(
  command: readonly string[],
  username: string,
  tools: AclTools,
): Promise<RedisReply> {
  const [, action = "", ...words] = command;
  const name = action.toUpperCase();
  if (name === "WHOAMI") return Buffer.from(username);
  const call = openCalls[name] ?? calls[name];
  if (!call) throw new ErrorReply(`ERR unknown subcommand '${action}'. Try ACL HELP.`);
  if (!(name in openCalls) && username !== builtInNames.standard) {
    throw new ErrorReply(
      `NOPERM this user has no permissions to run the 'acl|${name.toLowerCase()}' command`,
    );
  }
  return call(words, tools);
}

function refuseReserved(username: string): void {
  if (!/^[!#-&(-~]+$/.test(username))
    throw new ErrorReply("ERR Usernames take printable ASCII without spaces and quotes");
  if (isReservedName(username))
    throw new ErrorReply(`ERR The user '${username}' cannot be modified`);
}

function isHidden(username: string): boolean {
  return username.startsWith(builtInNames.admin);
}

function visible(reply: RedisReply, nameOf: (entry: string) => string): RedisReply {
  return Array.isArray(reply) ? reply.filter((entry) => !isHidden(nameOf(String(entry)))) : reply;
}
