import { type RuleRequest, sampleRequest } from "@seaworthy/rules-language/index";
import { samplePath } from "../../samples/routes.ts";
import { findAltered } from "../../samples/witness/search.ts";
import { type EdgeRule, rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { changeOf, safeHeaders } from "../helpers/edge/security-headers.ts";
import { inZone, servedZones } from "../helpers/edge/served-zones.ts";
import { type Context, everywhere, type Rule, violation } from "../rule.ts";

export const edgeSecurityHeaders: Rule = {
  id: "edge-security-headers",
  area: "edge",
  title: "Every response has the security headers",
  why: "Without them a response can be framed, sniffed as another type, or leak the referring URL to other sites. The edge also sets them on its own error pages.",
  fix: "Keep a rule in phase http_response_headers_transform that sets them on every response.",
  example: {
    language: "typescript",
    code: '{ expression: "true", action: "rewrite", actionParameters: { headers: { "X-Content-Type-Options": { operation: "set", value: "nosniff" }, "X-Frame-Options": { operation: "set", value: "DENY" }, "Referrer-Policy": { operation: "set", value: "no-referrer" }, "Permissions-Policy": { operation: "set", value: "camera=()" } } } }',
  },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["route", "customDomain"],
  judge: (resources, { app }) =>
    servedZones(resources).flatMap((zone) => {
      const { rules, findings } = rulesOfPhase(
        inZone(resources, zone),
        "http_response_headers_transform",
      );
      if (findings.length > 0) return findings;
      const [host = "example.com"] = zone.hosts;
      const missing = Object.keys(safeHeaders).filter((name) => lacks(rules, name, host, app));
      return missing.length === 0
        ? []
        : [
            violation(
              `Not every response has ${missing.join(", ")}.`,
              rules[0]?.ruleset ?? zone.doors[0],
            ),
          ];
    }),
};

function lacks(
  rules: readonly EdgeRule[],
  header: string,
  host: string,
  app: Context["app"],
): boolean {
  const paths = ["/", "/nowhere", ...(app?.routes.map(samplePath) ?? [])];
  const answers = paths.flatMap((path) =>
    [200, 404, 500].map((status) =>
      sampleRequest({ path, host, response: { status, headers: new Map() } }),
    ),
  );
  const isWithout = (answer: RuleRequest) => {
    const change = changeOf(rules, answer, header);
    return change?.operation !== "set" || !safeHeaders[header]?.test(change.value ?? "");
  };
  return (
    answers.some(isWithout) ||
    findAltered({
      bases: answers.slice(0, 4),
      expressions: rules,
      wanted: false,
      fixed: ["host"],
      accept: isWithout,
    }) !== undefined
  );
}
