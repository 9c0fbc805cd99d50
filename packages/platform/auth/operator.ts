import { createMiddleware } from "hono/factory";
import { timingSafeEqual } from "hono/utils/buffer";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";

/**
 * Requires `OPERATOR_TOKEN` as bearer token, for operators and their tools. Without a bound token,
 * every request is rejected. Throws UNAUTHENTICATED.
 *
 * ```ts
 * app.use("/internal/*", operatorOnly);
 * ```
 */
export const operatorOnly = createMiddleware<AppEnv>(async function operatorOnly(c, next) {
  const { OPERATOR_TOKEN, OPERATOR_TOKEN_PREVIOUS } = c.env.settings;
  const [, given = ""] = /^Bearer (\S{1,256})$/i.exec(c.req.header("authorization") ?? "") ?? [];
  const expected = [OPERATOR_TOKEN, OPERATOR_TOKEN_PREVIOUS].filter((token) => token !== undefined);
  const matches = await Promise.all(expected.map((token) => timingSafeEqual(token, given)));
  if (!matches.includes(true)) {
    throw new AppError("UNAUTHENTICATED", "Send the operator token as `Authorization: Bearer …`.", {
      headers: { "WWW-Authenticate": "Bearer" },
    });
  }
  c.header("Cache-Control", "no-store");
  await next();
});
