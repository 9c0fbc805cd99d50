import { sampleRequest } from "@seaworthy/rules-language/index";
import { ofType } from "../../plan/resource.ts";
import { isObject, valueAt } from "../../plan/value.ts";
import { type EdgeRule, rulesOfPhase } from "../helpers/edge-rules.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

/** Header, and what it may say. */
const wanted: Readonly<Record<string, RegExp>> = {
  "x-content-type-options": /^nosniff$/i,
  "x-frame-options": /^(deny|sameorigin)$/i,
  "referrer-policy": /^(no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/i,
  "permissions-policy": /\S/,
};

const answers = ["/", "/rest/feed", "/auth/token", "/nowhere"].map((path) =>
  sampleRequest({ path, response: { status: 200, headers: new Map() } }),
);

export const edgeSecurityHeaders: Rule = {
  id: "edge-security-headers",
  area: "edge",
  title: "Every answer carries the headers that keep browsers from misusing it",
  why: "Without them an answer can be framed, sniffed into another type, or tell the pages it links to where a person came from. The edge sets them on its own error pages too.",
  fix: "Keep a rule of phase http_response_headers_transform that sets them on every request.",
  example: {
    language: "typescript",
    code: '{ expression: "true", action: "rewrite", actionParameters: { headers: { "X-Content-Type-Options": { operation: "set", value: "nosniff" } } } }',
  },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["route"],
  judge: (resources) => {
    const { rules, findings } = rulesOfPhase(resources, "http_response_headers_transform");
    if (findings.length > 0) return findings;
    const missing = Object.keys(wanted).filter((name) =>
      answers.some((answer) => !rules.some((rule) => rule.matches(answer) && sets(rule, name))),
    );
    const about = rules[0]?.ruleset ?? ofType(resources, "route")[0];
    return missing.length === 0
      ? []
      : [violation(`Not every answer carries ${missing.join(", ")}.`, about)];
  },
};

function sets({ declared }: EdgeRule, name: string): boolean {
  const headers = valueAt(declared, "actionParameters", "headers");
  const [, set] =
    Object.entries(isObject(headers) ? headers : {}).find(([key]) => key.toLowerCase() === name) ??
    [];
  return (
    isObject(set) &&
    set.operation === "set" &&
    typeof set.value === "string" &&
    wanted[name]?.test(set.value) === true
  );
}
