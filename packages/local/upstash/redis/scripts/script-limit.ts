import type { Logger } from "../../../kernel/logger.ts";
import { ErrorReply, type RedisConnection } from "../connection.ts";

/** After this a script counts as endless; Redis' own default. */
export const scriptLimitMs = 5_000;

const askEveryMs = 500;

/**
 * Ends scripts and functions that exceed the limit, over REST and TCP alike: Redis itself only
 * starts to reply BUSY to other clients. Returns a function that stops watching.
 */
export function limitScripts(admin: RedisConnection, log: Logger): () => void {
  let isAsking = false;
  const timer = setInterval(async () => {
    if (isAsking) return;
    isAsking = true;
    if ((await answerTo(admin, ["PING"])).startsWith("BUSY")) await endScript(admin, log);
    isAsking = false;
  }, askEveryMs).unref();
  return () => clearInterval(timer);
}

async function endScript(admin: RedisConnection, log: Logger): Promise<void> {
  const ofScript = await answerTo(admin, ["SCRIPT", "KILL"]);
  const answer = ofScript.startsWith("BUSY")
    ? await answerTo(admin, ["FUNCTION", "KILL"])
    : ofScript;
  log.warn("redis.script_ended", { answer });
  // Its writes are not in any file yet, so the restarted server does not have them.
  if (answer.startsWith("UNKILLABLE")) await answerTo(admin, ["SHUTDOWN", "NOSAVE"]);
}

/** The reply's text, also for an error; empty when the connection was lost. */
async function answerTo(admin: RedisConnection, command: readonly string[]): Promise<string> {
  try {
    return String(await admin.send(command));
  } catch (thrown) {
    return thrown instanceof ErrorReply ? thrown.message : "";
  }
}
