import { readTimedHmac } from "@seaworthy/rules-language/timed-hmac";
import { isObject, type PlannedValue } from "../../plan/value.ts";
import { type EdgeRule, rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { skippedBy } from "../helpers/edge/firewall.ts";
import { type Context, everywhere, type Finding, type Rule, violation } from "../rule.ts";

const mostSeconds = 300;
/** Cloudflare signs with SHA-256; a shorter key would be the weaker part. */
const leastKeyLength = 32;

export const edgeLoadExemption: Rule = {
  id: "edge-load-exemption",
  area: "edge",
  title:
    "Only a short-lived signature exempts the load generator from rate limits, and not in prod",
  why: "The holder of the key is not limited. A signature that lasts, a key that can be guessed or an exemption from more than the rate limits turns a load test into an attack.",
  fix: "Let the skip rule ask for is_timed_hmac_valid_v0 of one header and nothing else, valid for at most 300 seconds, with a secret key of 32 or more characters, and skip the phase http_ratelimit alone. In prod remove seaworthy:edge.loadTest, or waive this policy for the days of the test.",
  example: {
    language: "yaml",
    code: "seaworthy:edge:\n  loadTest: false # true on staging while a load test runs",
  },
  source:
    "https://developers.cloudflare.com/ruleset-engine/rules-language/functions/#hmac-validation",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources, { environment }) =>
    (["http_request_firewall_custom", "http_ratelimit"] as const).flatMap((phase) =>
      rulesOfPhase(resources, phase)
        .rules.filter((rule) => exempts(rule, phase === "http_ratelimit"))
        .flatMap((rule) => judgeRule(rule, environment)),
    ),
};

/** A rule that blocks unsigned requests is not an exemption. */
const exempts = ({ action, expression }: EdgeRule, isLimit: boolean): boolean =>
  (action === "skip" || isLimit) && expression.includes("is_timed_hmac_valid_v0");

function judgeRule(rule: EdgeRule, environment: Context["environment"]): Finding[] {
  const { ref, ruleset } = rule;
  const wrong = mistakesOf(rule);
  if (environment === "prod") wrong.push("exempts a load generator from the rate limits of prod");
  return wrong.map((mistake) => violation(`Rule ${ref} ${mistake}.`, ruleset, { subject: ref }));
}

function mistakesOf(rule: EdgeRule): string[] {
  const hmac = readTimedHmac(rule.expression);
  if (rule.action !== "skip" || hmac === undefined)
    return ["exempts by a signature in another form than a skip rule that asks for it alone"];
  return [
    ...(skipsLimitsAlone(rule) ? [] : ["skips more than the rate limits"]),
    ...(hmac.seconds <= mostSeconds ? [] : [`takes a signature for ${hmac.seconds} seconds`]),
    ...(hmac.key.length >= leastKeyLength
      ? []
      : [`checks a signature with a key of ${hmac.key.length} characters`]),
    ...(isMarked(rule)
      ? []
      : ["has its key in plain text: mark the expression with pulumi.secret"]),
  ];
}

function skipsLimitsAlone(rule: EdgeRule): boolean {
  const { rest, phases } = skippedBy(rule);
  const { actionParameters } = rule.declared;
  const products = isObject(actionParameters) ? actionParameters.products : undefined;
  return !rest && products === undefined && phases.join() === "http_ratelimit";
}

/** The engine shows a policy pack values without their marks; `seaworthy check` has them. */
function isMarked({ ruleset, declared }: EdgeRule): boolean {
  if (ruleset.secretPaths === undefined) return true;
  const { rules } = ruleset.props;
  const all: readonly PlannedValue[] = Array.isArray(rules) ? rules : [];
  const path = `rules[${all.indexOf(declared)}]`;
  const secret = ruleset.secretPaths;
  return ["rules", path, `${path}.expression`].some((one) => secret.has(one));
}
