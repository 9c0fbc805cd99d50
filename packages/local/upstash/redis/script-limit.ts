import type { Logger } from "../../kernel/logger.ts";
import { ErrorReply, type RedisConnection } from "./connection.ts";

/** After this a script counts as endless; Redis' own default. */
export const scriptLimitMs = 5_000;

const askEveryMs = 500;

/**
 * Ends scripts and functions that run longer than the limit, over REST and TCP alike: Redis itself
 * only begins to answer others with BUSY then. Returns what stops watching.
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
  // What it wrote is in no file yet: the server that is started next does not have it.
  if (answer.startsWith("UNKILLABLE")) await answerTo(admin, ["SHUTDOWN", "NOSAVE"]);
}

/** Its text, an error's too; empty when the connection was lost. */
async function answerTo(admin: RedisConnection, command: readonly string[]): Promise<string> {
  try {
    return String(await admin.send(command));
  } catch (thrown) {
    return thrown instanceof ErrorReply ? thrown.message : "";
  }
}
