import { ErrorReply, type RedisReply } from "./connection.ts";

export type Encoding = "plain" | "base64";

const ok = Buffer.from("OK");

/**
 * A reply (decoded with `valueTypes`) as JSON text. Integers keep all their digits. In base64 every
 * string is encoded, including nested ones, except a reply that is "OK", as in `@upstash/redis` and
 * Upstash's documentation.
 */
export function toJson(reply: RedisReply, encoding: Encoding): string {
  if (Buffer.isBuffer(reply) && reply.equals(ok)) return '"OK"';
  return nested(reply, encoding);
}

function nested(reply: RedisReply, encoding: Encoding): string {
  if (reply === null) return "null";
  if (typeof reply === "string") return reply;
  if (Buffer.isBuffer(reply))
    return encoding === "base64"
      ? `"${reply.toString("base64")}"`
      : JSON.stringify(reply.toString("utf8"));
  if (reply instanceof ErrorReply) return nested(Buffer.from(reply.message), encoding);
  return `[${reply.map((item) => nested(item, encoding)).join(",")}]`;
}

const crlf = Buffer.from("\r\n");

/** A reply (decoded with `wireTypes`) in RESP 2, as a Redis client on TCP would receive it. */
export function toResp2(reply: RedisReply): Buffer {
  if (reply === null) return Buffer.from("$-1\r\n");
  if (typeof reply === "string")
    return Buffer.from(`${/^-?\d+$/.test(reply) ? ":" : "+"}${reply}\r\n`);
  if (Buffer.isBuffer(reply))
    return Buffer.concat([Buffer.from(`$${reply.length}\r\n`), reply, crlf]);
  if (reply instanceof ErrorReply) return Buffer.from(`-${reply.message}\r\n`);
  return Buffer.concat([Buffer.from(`*${reply.length}\r\n`), ...reply.map(toResp2)]);
}
