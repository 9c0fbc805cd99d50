import { harmlessRequests } from "../../samples/requests.ts";
import { describeRequest, rulesOfPhase, stops } from "../helpers/edge-rules.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const edgePeoplePass: Rule = {
  id: "edge-people-pass",
  area: "edge",
  title: "No rule of the edge stops what real people send",
  why: "A rule that is too wide turns customers away, and nothing in the Worker's logs says so.",
  fix: "Narrow the rule that is named until the requests of packages/readiness/samples/requests.ts pass.",
  example: {
    language: "typescript",
    code: '{ action: "block", expression: \'lower(url_decode(http.request.uri.query)) contains "union select "\' }',
  },
  source:
    "https://developers.cloudflare.com/learning-paths/application-security/firewall/custom-rules",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["route"],
  judge: (resources) => {
    const { rules, findings } = rulesOfPhase(resources, "http_request_firewall_custom");
    const stopped = rules.filter(stops).flatMap(({ ref, ruleset, matches }) => {
      const person = harmlessRequests.find(matches);
      return person === undefined
        ? []
        : [violation(`Rule ${ref} stops ${describeRequest(person)}.`, ruleset)];
    });
    return [...findings, ...stopped];
  },
};
