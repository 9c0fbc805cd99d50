import { createHmac } from "node:crypto";
import type { types } from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { timedHmacExpression } from "@seaworthy/rules-language/timed-hmac";

const header = "x-load-test";
const seconds = 60;

/**
 * Exempts the load generator from the rate limits per address, and from nothing else. The key is
 * derived from the operator's token and replaced with it.
 */
export function loadTestRule(operatorToken: pulumi.Input<string>): types.input.RulesetRule {
  const expression = pulumi.output(operatorToken).apply((token) => {
    const key = createHmac("sha256", token).update("seaworthy load").digest("base64url");
    return timedHmacExpression({ key, header, seconds });
  });
  return {
    ref: "load-test",
    description: "Requests that seaworthy load has signed within the last minute",
    expression: pulumi.secret(expression),
    enabled: true,
    action: "skip",
    actionParameters: { phases: ["http_ratelimit"] },
  };
}
