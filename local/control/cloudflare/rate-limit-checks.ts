import { messageOf } from "@seaworthy/core/errors.ts";
import { characteristicReader } from "../../data/edge/rate-characteristics.ts";
import type { ApiError } from "./envelope.ts";
import { checkExpression, invalid, rulesetCodes } from "./rule-checks.ts";
import type { RuleBody } from "./rule-shapes.ts";

/** Seconds (https://developers.cloudflare.com/waf/rate-limiting-rules/parameters/). */
const periods = [10, 60, 120, 300, 600, 3600];
const mitigationTimeouts = [0, 10, 60, 120, 300, 600, 3600, 86_400];

/** The mistakes of a rule of `http_ratelimit`. */
export function checkRateLimit({ ratelimit }: RuleBody, pointer: string): ApiError[] {
  const at = `${pointer}/ratelimit`;
  if (!ratelimit) return [invalid("", "ratelimit", "rules of the phase http_ratelimit need one", at)];
  const { characteristics, period, mitigation_timeout: timeout = 0, requests_per_period: limit, counting_expression: counting } = ratelimit;
  const problems: ApiError[] = characteristics.flatMap((text, index) => checkCharacteristic(text, `${at}/characteristics/${index}`));
  if (!characteristics.includes("cf.colo.id")) {
    problems.push(invalid(characteristics.join(", "), "characteristics", "it must include cf.colo.id", `${at}/characteristics`));
  }
  if (!periods.includes(period)) problems.push(invalid(period, "period", `the allowed values are ${periods.join(", ")}`, `${at}/period`));
  if (!mitigationTimeouts.includes(timeout)) {
    problems.push(
      invalid(timeout, "mitigation_timeout", `the allowed values are ${mitigationTimeouts.join(", ")}`, `${at}/mitigation_timeout`),
    );
  }
  if (limit === undefined || !Number.isInteger(limit) || limit < 1) {
    problems.push(invalid(limit, "requests_per_period", "it must be a whole number of at least 1", `${at}/requests_per_period`));
  }
  if (counting) problems.push(...checkExpression(counting, "counting_expression", { response: true }, `${at}/counting_expression`));
  return problems;
}

function checkCharacteristic(text: string, pointer: string): ApiError[] {
  try {
    characteristicReader(text);
    return [];
  } catch (thrown) {
    return [{ code: rulesetCodes.unsupported, message: messageOf(thrown), pointer }];
  }
}
