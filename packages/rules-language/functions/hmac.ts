import { createHmac, timingSafeEqual } from "node:crypto";
import { between, bytes, type FunctionRow, flags, int, integer, string } from "./function.ts";
import { decodePercent } from "./percent.ts";

const literal = "only";
const notNegative = between(0, Number.MAX_SAFE_INTEGER);

/**
 * Tokens that a site signs: `message`, a separator, a ten-digit time, `-`, and the HMAC of message
 * and time.
 */
export const hmacFunctions: readonly FunctionRow[] = [
  [
    "is_timed_hmac_valid_v0",
    {
      parameters: [
        { ...string, literal },
        { ...string, literal: "never" },
        { ...int, literal, refuses: notNegative },
        int,
        { ...int, literal, refuses: notNegative },
        { ...string, literal, refuses: flags("s") },
      ],
      optional: 2,
      returns: "Bool",
      plan: "pro",
      make: () => (key, token, ttl, now, separator, options) => {
        const parts = takeApart(bytes(token), integer(separator));
        if (!parts || integer(now) > parts.issued + integer(ttl)) return false;
        const sent = bytes(options).includes("s")
          ? Buffer.from(parts.mac, "base64url")
          : Buffer.from(decodePercent(parts.mac), "base64");
        return sameBytes(
          sent,
          createHmac("sha256", Buffer.from(bytes(key), "latin1"))
            .update(parts.signed, "latin1")
            .digest(),
        );
      },
    },
  ],
];

/**
 * `(.+)(.*)(\d{10})-(.{43,})`, matched at the last possible place without a backtracking regular
 * expression.
 */
function takeApart(
  token: string,
  separatorLength: number,
): { signed: string; issued: number; mac: string } | undefined {
  for (let at = token.length - 54; at > separatorLength; at--) {
    const time = token.slice(at, at + 10);
    if (token[at + 10] !== "-" || !/^\d{10}$/.test(time)) continue;
    return {
      signed: token.slice(0, at - separatorLength) + time,
      issued: Number(time),
      mac: token.slice(at + 11),
    };
  }
  return undefined;
}

function sameBytes(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
