import type { MiddlewareHandler } from "hono";
import { sameToken } from "../../kernel/tokens.ts";
import { answerError } from "./api-error.ts";

/** The account that owns the local cloud's only Upstash key. */
export const accountEmail = "local@seaworthy.localhost";

/** HTTP Basic with the account's e-mail address and API key, as in Upstash. */
export function requireApiKey(apiKey: string): MiddlewareHandler {
  const expected = `Basic ${Buffer.from(`${accountEmail}:${apiKey}`).toString("base64")}`;
  return async function checkApiKey(context, next) {
    if (sameToken(context.req.header("authorization"), expected)) return next();
    context.header("www-authenticate", 'Basic realm="upstash"');
    return answerError(
      context,
      "unauthorized",
      `Unauthorized: use HTTP Basic with ${accountEmail} (UPSTASH_EMAIL) and the API key (UPSTASH_API_KEY).`,
    );
  };
}
