import { harmlessRequests } from "../../samples/requests.ts";
import { describeRequest, rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { stoppedBy } from "../helpers/edge/firewall.ts";
import { inZone, servedZones } from "../helpers/edge/served-zones.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const edgePeoplePass: Rule = {
  id: "edge-people-pass",
  area: "edge",
  title: "No edge rule blocks legitimate requests",
  why: "An overly broad rule turns customers away without a trace in the Worker's logs.",
  fix: "Narrow the rule until the request in the message passes.",
  example: {
    language: "typescript",
    code: '{ action: "block", expression: \'lower(url_decode(http.request.uri.query)) contains "union select "\' }',
  },
  source:
    "https://developers.cloudflare.com/learning-paths/application-security/firewall/custom-rules",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route", "customDomain"],
  judge: (resources, { app }) =>
    servedZones(resources).flatMap((zone) => {
      const { rules, findings } = rulesOfPhase(
        inZone(resources, zone),
        "http_request_firewall_custom",
      );
      const [host = "example.com"] = zone.hosts;
      const stopped = new Map(
        harmlessRequests(app?.routes ?? [], host).flatMap((request) => {
          const rule = stoppedBy(rules, request);
          return rule === undefined ? [] : [[rule, request] as const];
        }),
      );
      return [
        ...findings,
        ...[...stopped].map(([{ ref, ruleset }, request]) =>
          violation(`Rule ${ref} blocks ${describeRequest(request)}.`, ruleset),
        ),
      ];
    }),
};
