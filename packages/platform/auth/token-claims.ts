import { AppError } from "../errors/errors.ts";
import type { AppContext } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { authenticate, type Claims } from "./jwt.ts";

/**
 * The claims of the request's bearer token, verified once per request; undefined without an
 * Authorization header. Throws like `authenticate`, and NOT_CONFIGURED.
 */
export function tokenClaims(c: AppContext, clock: Clock): Promise<Claims | undefined> {
  const known = c.get("tokenClaims");
  if (known !== undefined) return known;
  const verified = verify(c, clock);
  c.set("tokenClaims", verified);
  return verified;
}

async function verify(c: AppContext, clock: Clock): Promise<Claims | undefined> {
  if (c.env.bindings === undefined)
    throw new AppError("NOT_CONFIGURED", "The service is not configured yet. Try again later.");
  return authenticate(c.req.header("authorization"), c.env.bindings, clock);
}
