import { isFailed, type Outcome, settle } from "./answer.ts";
import { commandName, explainError, isComplete, nullArgument, refusalOf } from "./commands.ts";
import {
  ErrorReply,
  type GivenCommand,
  type RedisCommand,
  type RedisReply,
  type ReplyTypes,
} from "./connection.ts";
import { keySizeProblem } from "./rest/key-size.ts";
import type { RewrittenCommand, ScriptHeaders } from "./scripts/script-headers.ts";
import type { SyncToken } from "./sync-token.ts";
import type { RunAcl } from "./users/acl-commands.ts";
import type { Identity } from "./users/identities.ts";

/** What the commands of one request run with. */
export interface Session {
  readonly identity: Identity;
  readonly scripts: ScriptHeaders;
  readonly acl: RunAcl;
  readonly syncToken: SyncToken;
  readonly types: ReplyTypes;
}

/** Commands of one pipeline that are in flight at once. */
const batchSize = 1000;
export const longestTransaction = 10_000;

export async function runCommand(session: Session, command: GivenCommand): Promise<Outcome> {
  const [refusal] = await refusalsOf(session, [command]);
  return run(session, command, refusal);
}

/** Why Upstash refuses each of them; undefined for those that it takes. */
function refusalsOf(
  { identity }: Session,
  commands: readonly GivenCommand[],
): Promise<(string | undefined)[]> {
  return Promise.all(
    commands.map(
      async (command) =>
        refusalOf(command) ??
        (isComplete(command) ? await keySizeProblem(identity.connection, command) : undefined),
    ),
  );
}

/** Sends it in this turn of the event loop, so that commands stay in order. */
async function run(
  session: Session,
  command: GivenCommand,
  refusal: string | undefined,
): Promise<Outcome> {
  if (refusal !== undefined || !isComplete(command))
    return { error: refusal ?? nullArgument, status: 400 };
  if (commandName(command) === "ACL")
    return settle(session.acl(command.map(String), session.identity.username));
  const { command: rewritten, reply } = session.scripts.rewrite(command);
  const sent = session.identity.connection.send(rewritten, { types: session.types });
  const outcome = await settle(reply ? sent.then(reply) : sent);
  if (!isFailed(outcome)) session.syncToken.count([command]);
  return asUpstash(command, outcome);
}

const sameKey = "ERR source and destination objects are the same";

/**
 * At Upstash, copying a key onto itself is a no-op, and there are commands that an old Redis lacks.
 */
function asUpstash(command: RedisCommand, outcome: Outcome): Outcome {
  if (!isFailed(outcome)) return outcome;
  if (commandName(command) === "COPY" && outcome.error === sameKey) return { reply: "0" };
  return { ...outcome, error: explainError(command, outcome.error) };
}

/** In order, each with its own outcome; other clients' commands may run in between. */
export async function runPipeline(
  session: Session,
  commands: readonly GivenCommand[],
): Promise<Outcome[]> {
  const step = commands.some((command) => commandName(command) === "ACL") ? 1 : batchSize;
  const refusals = await refusalsOf(session, commands);
  const outcomes: Outcome[] = [];
  for (let from = 0; from < commands.length; from += step) {
    const batch = commands.slice(from, from + step);
    outcomes.push(
      ...(await Promise.all(
        batch.map((command, index) => run(session, command, refusals[from + index])),
      )),
    );
  }
  return outcomes;
}

/**
 * Atomic, with nothing in between: MULTI, the commands and EXEC are passed to the connection in the
 * same tick of the event loop, so they reach Redis consecutively; as one chain, none of them is
 * resent if the connection breaks in between.
 */
export async function runTransaction(
  session: Session,
  given: readonly GivenCommand[],
): Promise<Outcome[] | string> {
  const commands = given.filter(isComplete);
  const refusals = await refusalsOf(session, given);
  const refusal = [...given.map(refusalInTransaction), ...refusals].find(
    (text) => text !== undefined,
  );
  if (refusal !== undefined) return discarded(refusal);
  if (commands.length > longestTransaction)
    return discarded(`ERR more than ${longestTransaction} commands`);
  const rewritten = commands.map((command) => session.scripts.rewrite(command));
  const chain = Symbol("transaction");
  const send = (command: RedisCommand) =>
    settle(session.identity.connection.send(command, { types: session.types, chain }));
  const queued = [["MULTI"], ...rewritten.map(({ command }) => command)].map(send);
  const executed = await send(["EXEC"]);
  if (!isFailed(executed)) {
    session.syncToken.count(commands);
    return transactionOutcomes(executed.reply, commands, rewritten);
  }
  const answers = (await Promise.all(queued)).slice(1);
  const at = answers.findIndex(isFailed);
  const cause = answers[at];
  const command = commands[at];
  return cause && isFailed(cause) && command
    ? discarded(explainError(command, cause.error))
    : discarded(executed.error);
}

function refusalInTransaction(command: GivenCommand): string | undefined {
  return commandName(command) === "ACL" ? "ERR ACL is not allowed in transactions" : undefined;
}

function discarded(reason: string): string {
  return `EXECABORT Transaction discarded because of: ${reason}`;
}

function transactionOutcomes(
  replies: RedisReply,
  commands: readonly RedisCommand[],
  rewritten: readonly RewrittenCommand[],
): Outcome[] {
  if (!Array.isArray(replies)) return [];
  return (replies as readonly RedisReply[]).map((reply, index) => {
    if (reply instanceof ErrorReply)
      return asUpstash(commands[index] ?? [], { error: reply.message, status: 400 });
    return { reply: rewritten[index]?.reply?.(reply) ?? reply };
  });
}
