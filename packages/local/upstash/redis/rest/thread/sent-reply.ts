import { messageOf } from "@seaworthy/core/errors";
import { ErrorReply, type RedisReply } from "../../connection.ts";
import type { Sent, SentValue } from "./messages.ts";

/** Waits for a reply and makes it fit to be posted to another thread. */
export async function toSent(reply: Promise<RedisReply>): Promise<Sent> {
  try {
    return { value: postable(await reply) };
  } catch (thrown) {
    return { error: messageOf(thrown), ofRedis: thrown instanceof ErrorReply };
  }
}

/** The reply as it was; throws what was thrown. */
export function fromSent(sent: Sent): RedisReply {
  if ("value" in sent) return replyOf(sent.value);
  // The caller treats what Redis did not say as a lost connection.
  throw sent.ofRedis ? new ErrorReply(sent.error) : new DOMException(sent.error);
}

function postable(reply: RedisReply): SentValue {
  if (reply instanceof ErrorReply) return `-${reply.message}`;
  return Array.isArray(reply) ? reply.map(postable) : (reply as Buffer | string | null);
}

function replyOf(value: SentValue): RedisReply {
  if (value instanceof Uint8Array) return Buffer.from(value);
  return Array.isArray(value) ? value.map(replyOf) : (value as string | null);
}
