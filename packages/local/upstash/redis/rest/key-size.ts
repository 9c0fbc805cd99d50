import { isFailed, settle } from "../answer.ts";
import type { RedisArgument, RedisCommand, RedisConnection } from "../connection.ts";

/** Upstash's limit (docs, "ERR max key size exceeded"). */
export const largestKeyBytes = 32 * 1024;

/**
 * Upstash's error for a command with a longer key. Redis is asked which of the arguments are keys,
 * and only about commands with an argument that is too long for one.
 */
export async function keySizeProblem(
  connection: RedisConnection,
  command: RedisCommand,
): Promise<string | undefined> {
  if (!command.some(isTooLong)) return undefined;
  const found = await settle(connection.send(["COMMAND", "GETKEYS", ...command]));
  // A command without keys, or one that Redis will refuse.
  if (isFailed(found) || !Array.isArray(found.reply)) return undefined;
  const longest = Math.max(0, ...found.reply.map((key) => Buffer.byteLength(String(key))));
  return longest > largestKeyBytes
    ? `ERR max key size exceeded. Limit: ${largestKeyBytes} bytes, Actual: ${longest} bytes`
    : undefined;
}

/** A character has three bytes at most, of those that JavaScript counts as one. */
function isTooLong(word: RedisArgument): boolean {
  return word.length * 3 > largestKeyBytes && Buffer.byteLength(word) > largestKeyBytes;
}
