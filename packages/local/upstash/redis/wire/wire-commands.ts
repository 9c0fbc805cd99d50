import { commandName, refusalOf, refusedCommands } from "../commands.ts";
import type { RedisCommand, RedisConnection } from "../connection.ts";
import { keySizeProblem } from "../rest/key-size.ts";
import { type Credentials, restToken } from "../rest/rest-token.ts";
import type { ScriptHeaders } from "../scripts/script-headers.ts";

/**
 * What Upstash serves on the Redis protocol beyond REST (docs, "Redis command reference"): blocking
 * commands, transactions, subscriptions, and these of a connection.
 */
const onlyOnWire = new Set<string>([
  ...refusedCommands.blocking,
  ...refusedCommands.transaction,
  ...["SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "MONITOR"],
  ...["AUTH", "HELLO", "QUIT", "RESET", "SELECT", "CLIENT", "XREAD", "XREADGROUP"],
]);
const clientActions = ["GETNAME", "ID", "INFO", "LIST", "SETINFO", "SETNAME"];

export interface WireContext {
  readonly scripts: ScriptHeaders;
  /** Which words of a command are keys is asked here. */
  readonly keys: () => RedisConnection | undefined;
  readonly credentials: () => readonly Credentials[];
}

/**
 * The commands of one connection in the form that Redis gets them. What Upstash refuses becomes a
 * command that Redis answers with Upstash's error, so that replies keep their order.
 */
export class WireCommands {
  readonly #context: WireContext;
  #inTransaction = false;

  constructor(context: WireContext) {
    this.#context = context;
  }

  async toRedis(command: RedisCommand): Promise<RedisCommand> {
    const name = commandName(command);
    const refusal = wireRefusalOf(command) ?? (await this.#keyProblem(command));
    if (refusal !== undefined) return this.#inTransaction ? unknown(refusal) : failing(refusal);
    if (name === "MULTI") this.#inTransaction = true;
    if (name === "EXEC" || name === "DISCARD" || name === "RESET") this.#inTransaction = false;
    if (name === "COPY" && isOntoItself(command)) return ["EVAL", "return 0", "0"];
    if (name === "ACL" && word(command, 1) === "RESTTOKEN") return this.#restToken(command);
    return this.#context.scripts.rewrite(command).command;
  }

  async #keyProblem(command: RedisCommand): Promise<string | undefined> {
    const connection = this.#context.keys();
    return connection && keySizeProblem(connection, command);
  }

  #restToken([, , username = "", given = ""]: RedisCommand): RedisCommand {
    const found = this.#context
      .credentials()
      .find((known) => known.username === String(username) && known.password === String(given));
    return found
      ? ["EVAL", "return ARGV[1]", "0", restToken(found)]
      : failing(`ERR Wrong password or user "${username}" does not exist`);
  }
}

function wireRefusalOf(command: RedisCommand): string | undefined {
  const name = commandName(command);
  const action = word(command, 1);
  if (name === "CLIENT" && action !== "" && !clientActions.includes(action))
    return refusalOf(["CLIENT"])?.replace("'CLIENT'", `'CLIENT ${action}'`);
  return onlyOnWire.has(name) ? undefined : refusalOf(command);
}

const word = (command: RedisCommand, at: number) => String(command[at] ?? "").toUpperCase();

/** At Upstash a no-op; Redis refuses it. There is one database. */
function isOntoItself([, from, to]: RedisCommand): boolean {
  return from !== undefined && to !== undefined && String(from) === String(to);
}

/** Redis answers with this error. */
function failing(error: string): RedisCommand {
  return ["EVAL", "return {err=ARGV[1]}", "0", error];
}

/** Redis refuses it at once, and so discards the transaction; the text is quoted in its error. */
function unknown(refusal: string): RedisCommand {
  return [
    refusal
      .replace(/^ERR /, "")
      .replace(/\. See .*/, "")
      .replaceAll("'", ""),
  ];
}
