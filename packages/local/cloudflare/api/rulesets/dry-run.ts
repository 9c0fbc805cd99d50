import type { Context } from "hono";
import { ok, Refusal } from "../envelope.ts";

/**
 * `?dry_run=true` of the Rulesets API: the change is fully validated but not made
 * (https://developers.cloudflare.com/ruleset-engine/rulesets-api/dry-run/). Any other parameter is
 * refused: a misspelt dry run would change the live ruleset.
 */
export function isDryRun(context: Context): boolean {
  const { dry_run: given = [], ...others } = context.req.queries();
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new Refusal(400, { code: 10026, message: `The parameter ${unknown} is unknown here` });
  if (given.length === 0) return false;
  if (given.length > 1 || !["true", "false"].includes(given[0] ?? ""))
    throw new Refusal(400, {
      code: 10026,
      message: `'${given.join(",")}' is not a valid value for dry_run because it must be true or false`,
    });
  return given[0] === "true";
}

/**
 * Makes the change and responds with what `make` returns; a dry run skips `make` and responds with
 * null.
 */
export async function unlessDryRun(
  context: Context,
  make: () => Promise<unknown>,
): Promise<Response> {
  return ok(context, isDryRun(context) ? null : await make());
}
