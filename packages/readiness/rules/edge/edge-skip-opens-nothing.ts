import { type RuleRequest, sampleRequest } from "@seaworthy/rules-language/index";
import { isObject } from "../../plan/value.ts";
import {
  pathTraversals,
  scannerProbes,
  scriptInjections,
  sqlInjections,
} from "../../samples/attacks.ts";
import { requestsTo } from "../../samples/requests.ts";
import { describeRequest, type EdgeRule, rulesOfPhase, stops } from "../helpers/edge-rules.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

const closed = [
  ...sqlInjections,
  ...pathTraversals,
  ...scriptInjections,
  ...scannerProbes,
  ...requestsTo("/auth/token", "/rest/feed", "/rpc/log_usage_event"),
];

/** One of each, to be sent in the ways that an exception names. */
const attempts = [
  ...[sqlInjections, pathTraversals, scriptInjections, scannerProbes].flatMap((attacks) =>
    attacks.slice(0, 2),
  ),
  sampleRequest({ path: "/auth/token", method: "POST" }),
  sampleRequest({ path: "/rest/feed" }),
];

export const edgeSkipOpensNothing: Rule = {
  id: "edge-skip-opens-nothing",
  area: "edge",
  title: "No exception opens what another rule closes",
  why: "A skip rule is written for one caller and matches more: whoever finds its header or path goes past every rule behind it, rate limits included.",
  fix: "Remove the skip rule, or narrow it to what no rule behind it would stop; else it needs a waiver with an owner and an end.",
  example: {
    language: "typescript",
    code: '{ action: "skip", expression: \'http.request.uri.path eq "/.well-known/security.txt"\', actionParameters: { ruleset: "current" } }',
  },
  source: "https://developers.cloudflare.com/waf/custom-rules/skip/options/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const { rules, findings } = rulesOfPhase(resources, "http_request_firewall_custom");
    const limits = rulesOfPhase(resources, "http_ratelimit").rules;
    const opened = rules.flatMap((rule, index) => {
      if (rule.action !== "skip") return [];
      const skipped = [
        ...(skipsRest(rule) ? rules.slice(index + 1) : []),
        ...(skipsLimits(rule) ? limits : []),
      ].filter(stops);
      const request = [...closed, ...variations(rule)].find(
        (one) => rule.matches(one) && skipped.some(({ matches }) => matches(one)),
      );
      return request === undefined
        ? []
        : [
            violation(
              `Rule ${rule.ref} lets ${describeRequest(request)} past a rule that stops or counts it.`,
              rule.ruleset,
            ),
          ];
    });
    return [...findings, ...opened];
  },
};

/** Without parameters it is taken to skip everything. */
const skipsRest = ({ declared: { actionParameters } }: EdgeRule) =>
  !isObject(actionParameters) || actionParameters.ruleset === "current";

function skipsLimits({ declared: { actionParameters } }: EdgeRule): boolean {
  if (!isObject(actionParameters)) return true;
  const { phases } = actionParameters;
  return Array.isArray(phases) && phases.includes("http_ratelimit");
}

/**
 * What is closed, sent as the exception wants its callers: with the headers, addresses and agents
 * that its expression names.
 */
function variations({ declared }: EdgeRule): RuleRequest[] {
  const literals = [...String(declared.expression).matchAll(/"([^"]*)"/g)].map(
    ([, text = ""]) => text,
  );
  const addresses = String(declared.expression).match(/\d+\.\d+\.\d+\.\d+/g) ?? [];
  const named = ["user-agent", ...literals.filter((name) => /^[a-z][a-z0-9-]*$/.test(name))];
  const headers = named.flatMap((name) => literals.map((value) => [name, [value]] as const));
  return attempts.flatMap((request) => [
    ...headers.map((header) => ({ ...request, headers: new Map([...request.headers, header]) })),
    ...addresses.map((clientAddress) => ({ ...request, clientAddress })),
  ]);
}
