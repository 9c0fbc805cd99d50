import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { type AclTools, runAclCommand } from "./acl-commands.ts";
import { isFailed, type Outcome, settle } from "./answer.ts";
import { commandName, refusalOf } from "./commands.ts";
import { ErrorReply, type RedisCommand, type RedisReply, type ReplyTypes } from "./connection.ts";
import type { Identity } from "./identities.ts";
import type { RewrittenCommand, ScriptHeaders } from "./script-headers.ts";

/** What commands of one request run with. */
export interface Session {
  readonly identity: Identity;
  readonly scripts: ScriptHeaders;
  readonly acl: AclTools;
  readonly types: ReplyTypes;
}

/** Commands of one pipeline that are under way at once. */
const batchSize = 1000;
const longestTransaction = 10_000;

export function runCommand(session: Session, command: RedisCommand): Promise<Outcome> {
  const refusal = refusalOf(command);
  if (refusal !== undefined) return Promise.resolve({ error: refusal, status: 400 });
  if (commandName(command) === "ACL") return settle(runAcl(session, command));
  const { command: rewritten, reply } = session.scripts.rewrite(command);
  const sent = session.identity.connection.send(rewritten, { types: session.types });
  return settle(reply ? sent.then(reply) : sent);
}

async function runAcl(session: Session, command: RedisCommand): Promise<RedisReply> {
  try {
    return await runAclCommand(command, session.identity.username, session.acl);
  } catch (thrown) {
    if (thrown instanceof SeaworthyError && thrown.code === "INPUT_INVALID")
      throw new ErrorReply(messageOf(thrown));
    throw thrown;
  }
}

/** In order, each with its own outcome; commands of others may come between. */
export async function runPipeline(
  session: Session,
  commands: readonly RedisCommand[],
): Promise<Outcome[]> {
  const step = commands.some((command) => commandName(command) === "ACL") ? 1 : batchSize;
  const outcomes: Outcome[] = [];
  for (let from = 0; from < commands.length; from += step) {
    outcomes.push(
      ...(await Promise.all(
        commands.slice(from, from + step).map((command) => runCommand(session, command)),
      )),
    );
  }
  return outcomes;
}

/**
 * All or nothing, with nothing in between: MULTI, the commands and EXEC are handed to the
 * connection in one turn of the event loop, so they reach Redis in a row; as one chain, none of
 * them is sent again should the connection break between them.
 */
export async function runTransaction(
  session: Session,
  commands: readonly RedisCommand[],
): Promise<Outcome[] | string> {
  const refusal = commands.map(refusalInTransaction).find((text) => text !== undefined);
  if (refusal !== undefined) return discarded(refusal);
  if (commands.length > longestTransaction)
    return discarded(`ERR more than ${longestTransaction} commands`);
  const rewritten = commands.map((command) => session.scripts.rewrite(command));
  const chain = Symbol("transaction");
  const send = (command: RedisCommand) =>
    settle(session.identity.connection.send(command, { types: session.types, chain }));
  const queued = [["MULTI"], ...rewritten.map(({ command }) => command)].map(send);
  const executed = await send(["EXEC"]);
  if (!isFailed(executed)) return transactionOutcomes(executed.reply, rewritten);
  const cause = (await Promise.all(queued)).find(isFailed);
  return discarded(cause?.error ?? executed.error);
}

function refusalInTransaction(command: RedisCommand): string | undefined {
  return commandName(command) === "ACL"
    ? "ERR ACL is not allowed in transactions"
    : refusalOf(command);
}

function discarded(reason: string): string {
  return `EXECABORT Transaction discarded because of: ${reason}`;
}

function transactionOutcomes(
  replies: RedisReply,
  commands: readonly RewrittenCommand[],
): Outcome[] {
  if (!Array.isArray(replies)) return [];
  return (replies as readonly RedisReply[]).map((reply, index) => {
    if (reply instanceof ErrorReply) return { error: reply.message, status: 400 };
    return { reply: commands[index]?.reply?.(reply) ?? reply };
  });
}
