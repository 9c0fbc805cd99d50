import type { types } from "@pulumi/cloudflare";
import type { Config } from "../config.ts";
import { anyOf, under } from "./expressions.ts";

/**
 * Requests are counted, and refused, per client address in each of Cloudflare's data centers; the
 * latter is not optional.
 */
const characteristics = ["ip.src", "cf.colo.id"];

const periodSeconds = 60;

export function rateLimitRules({
  restPerMinute,
  authPerMinute,
}: Config["edge"]["rateLimits"]): types.input.RulesetRule[] {
  return [
    limit(
      "rest",
      "API calls per client address",
      anyOf(under("/rest"), under("/rpc")),
      restPerMinute,
    ),
    limit("auth", "Sign-in attempts per client address", under("/auth"), authPerMinute),
  ];
}

function limit(
  ref: string,
  description: string,
  expression: string,
  requestsPerPeriod: number,
): types.input.RulesetRule {
  const counted = {
    characteristics,
    period: periodSeconds,
    requestsPerPeriod,
    mitigationTimeout: periodSeconds,
    requestsToOrigin: false,
  };
  return { ref, description, expression, enabled: true, action: "block", ratelimit: counted };
}
