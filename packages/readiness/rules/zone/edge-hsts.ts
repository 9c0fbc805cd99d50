import { sampleRequest } from "@seaworthy/rules-language/index";
import type { PlannedResource } from "../../plan/resource.ts";
import { isObject } from "../../plan/value.ts";
import { zoneSetting } from "../helpers/checks.ts";
import { rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { changeOf } from "../helpers/edge/security-headers.ts";
import { inZone, servedZones } from "../helpers/edge/served-zones.ts";
import { deployed, type Finding, type Rule, violation } from "../rule.ts";

export const edgeHsts: Rule = {
  id: "edge-hsts",
  area: "edge",
  title: "HSTS is enabled",
  why: "Without HSTS an attacker on the network can keep a browser on plain HTTP at the first request of each visit (SSL stripping).",
  fix: "Set seaworthy:edge.hsts.maxAgeSeconds above 0.",
  example: { language: "yaml", code: "seaworthy:edge:\n  hsts:\n    maxAgeSeconds: 31536000" },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["zoneSetting", "route", "customDomain"],
  judge: (resources) => [...settingOff(resources), ...takenAway(resources)],
};

const settingOff = zoneSetting("security_header", (value) => {
  const hsts = isObject(value) ? value.strict_transport_security : undefined;
  return isObject(hsts) && hsts.enabled === true && Number(hsts.max_age) > 0
    ? undefined
    : "HSTS is off.";
});

/** A rule of the zone that removes the header from responses, or sets it to expire at once. */
const takenAway = (resources: readonly PlannedResource[]): Finding[] =>
  servedZones(resources).flatMap((zone): Finding[] => {
    const { rules } = rulesOfPhase(inZone(resources, zone), "http_response_headers_transform");
    const [host = "example.com"] = zone.hosts;
    const header = "strict-transport-security";
    const headers = new Map([[header, ["max-age=31536000"]]]);
    const answer = sampleRequest({ path: "/", host, response: { status: 200, headers } });
    const change = changeOf(rules, answer, header);
    if (change === undefined) return [];
    const isOff =
      change.operation === "remove" || /max-age=\s*"?0\b/i.test(String(change.value ?? ""));
    if (!isOff) return [];
    const { ref, ruleset } = change.rule;
    return [violation(`Rule ${ref} takes HSTS from answers.`, ruleset, { subject: ref })];
  });
