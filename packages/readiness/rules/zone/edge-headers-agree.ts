import { sampleRequest } from "@seaworthy/rules-language/index";
import { samplePath } from "../../samples/routes.ts";
import { type EdgeRule, rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { changeOf } from "../helpers/edge/security-headers.ts";
import { inZone, servedZones } from "../helpers/edge/served-zones.ts";
import { everywhere, type Finding, type Rule, violation } from "../rule.ts";

export const edgeHeadersAgree: Rule = {
  id: "edge-headers-agree",
  area: "edge",
  title: "The edge does not overwrite the app's security headers",
  why: "If both set a header, tests of the app see one value and browsers the other, and tightening it in the app changes nothing.",
  fix: "Set the same value in both from one table, or set it in only one of them.",
  example: {
    language: "typescript",
    code: 'headers: Object.fromEntries(Object.entries(securityHeaders).map(([name, value]) => [name, { operation: "set", value }]))',
  },
  source: "https://developers.cloudflare.com/rules/transform/response-header-modification/",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["ruleset"],
  applies: ({ app }) => app?.headers !== undefined,
  judge: (resources, { app }) =>
    servedZones(resources).flatMap((zone): Finding[] => {
      const { rules, findings } = rulesOfPhase(
        inZone(resources, zone),
        "http_response_headers_transform",
      );
      const [host = "example.com"] = zone.hosts;
      const paths = ["/", ...(app?.routes.map(samplePath) ?? [])];
      const clashes = Object.entries(app?.headers ?? {}).flatMap(([name, value]) => {
        const said = overwritten(rules, { name: name.toLowerCase(), value, paths, host });
        return said === undefined ? [] : [said];
      });
      return [...findings, ...clashes];
    }),
};

interface Header {
  readonly name: string;
  readonly value: string;
  readonly paths: readonly string[];
  readonly host: string;
}

function overwritten(
  rules: readonly EdgeRule[],
  { name, value, paths, host }: Header,
): Finding | undefined {
  for (const path of paths) {
    const headers = new Map([[name, [value]]]);
    const answer = sampleRequest({ path, host, response: { status: 200, headers } });
    const change = changeOf(rules, answer, name);
    if (change === undefined || (change.operation === "set" && change.value === value)) continue;
    const what =
      change.operation === "set"
        ? `says ${change.value ?? "a computed value"} but the app says ${value}`
        : change.operation === "add"
          ? "is sent twice"
          : "is removed";
    return violation(`Rule ${change.rule.ref}: ${name} ${what}.`, change.rule.ruleset);
  }
  return undefined;
}
