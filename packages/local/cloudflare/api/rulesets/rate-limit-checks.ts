import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { NamedLists } from "@seaworthy/rules-language/index";
import { characteristicReader } from "../../edge/rules/rate-characteristics.ts";
import type { ApiError } from "../envelope.ts";
import type { ZonePlan } from "../zone/plans.ts";
import { checkExpression, invalid, rulesetCodes } from "./rule-mistakes.ts";
import type { RuleBody } from "./rule-shapes.ts";

/** Seconds (https://developers.cloudflare.com/waf/rate-limiting-rules/parameters/). */
const periods = [10, 60, 120, 300, 600, 3600];
const mitigationTimeouts = [0, 10, 60, 120, 300, 600, 3600, 86_400];

/** Validation errors of an `http_ratelimit` rule. */
export function checkRateLimit(
  { ratelimit }: RuleBody,
  plan: ZonePlan & { readonly lists: NamedLists },
  pointer: string,
): ApiError[] {
  const at = `${pointer}/ratelimit`;
  if (!ratelimit)
    return [invalid("", "ratelimit", "rules in the phase http_ratelimit need one", at)];
  const {
    period,
    mitigation_timeout: timeout = 0,
    requests_per_period: limit,
    counting_expression: counting,
  } = ratelimit;
  const allowed = plan.ratelimit;
  const problems = [
    ...checkCharacteristics(ratelimit.characteristics, allowed, `${at}/characteristics`),
    ...oneOf(
      period,
      "period",
      periods.filter((value) => value <= allowed.maxPeriodSeconds),
      at,
    ),
    ...oneOf(
      timeout,
      "mitigation_timeout",
      mitigationTimeouts.filter((value) => value <= allowed.maxMitigationSeconds),
      at,
    ),
  ];
  if (limit === undefined || !Number.isInteger(limit) || limit < 1)
    problems.push(
      invalid(
        limit,
        "requests_per_period",
        "it must be a whole number of at least 1",
        `${at}/requests_per_period`,
      ),
    );
  if (!counting) return problems;
  if (!allowed.countingExpression)
    return [
      ...problems,
      invalid(
        counting,
        "counting_expression",
        "not entitled: the plan does not include it",
        `${at}/counting_expression`,
      ),
    ];
  const place = {
    phase: "http_ratelimit",
    plan: plan.name,
    response: true,
    lists: plan.lists,
  };
  return [
    ...problems,
    ...checkExpression(counting, "counting_expression", place, `${at}/counting_expression`),
  ];
}

function oneOf(value: number, name: string, allowed: readonly number[], at: string): ApiError[] {
  return allowed.includes(value)
    ? []
    : [invalid(value, name, `the allowed values are ${allowed.join(", ")}`, `${at}/${name}`)];
}

function checkCharacteristics(
  given: readonly string[],
  { characteristics: entitled }: ZonePlan["ratelimit"],
  at: string,
): ApiError[] {
  const problems = given.flatMap((text, index) => checkCharacteristic(text, `${at}/${index}`));
  if (!given.includes("cf.colo.id"))
    problems.push(invalid(given.join(", "), "characteristics", "it must include cf.colo.id", at));
  if (given.includes("ip.src") && given.includes("cf.unique_visitor_id"))
    problems.push(
      invalid(
        given.join(", "),
        "characteristics",
        "ip.src and cf.unique_visitor_id exclude each other",
        at,
      ),
    );
  for (const text of given)
    if (entitled && !entitled.includes(text))
      problems.push(
        invalid(
          text,
          "characteristics",
          `not entitled: the plan includes ${entitled.join(", ")}`,
          at,
        ),
      );
  return problems;
}

function checkCharacteristic(text: string, pointer: string): ApiError[] {
  try {
    characteristicReader(text);
    return [];
  } catch (thrown) {
    const isMistake = thrown instanceof SeaworthyError && thrown.code === "INPUT_INVALID";
    return [
      {
        code: isMistake ? rulesetCodes.value : rulesetCodes.unsupported,
        message: messageOf(thrown),
        pointer,
      },
    ];
  }
}
