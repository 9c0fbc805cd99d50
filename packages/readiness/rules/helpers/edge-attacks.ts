import type { RuleRequest } from "@seaworthy/rules-language/index";
import { ofType } from "../../plan/resource.ts";
import { type Rule, violation } from "../rule.ts";
import { describeRequest, rulesOfPhase, stops } from "./edge-rules.ts";

/**
 * Every one of the samples has to be stopped by a rule of the zone, evaluated as Cloudflare does.
 */
export function letThrough(samples: readonly RuleRequest[]): Rule["judge"] {
  return (resources) => {
    const { rules, findings } = rulesOfPhase(resources, "http_request_firewall_custom");
    if (findings.length > 0) return findings;
    const blocking = rules.filter(stops);
    const [route] = ofType(resources, "route");
    const about = blocking[0]?.ruleset ?? route;
    const free = samples.find((sample) => !blocking.some(({ matches }) => matches(sample)));
    return free === undefined
      ? []
      : [violation(`${describeRequest(free)} reaches the Worker.`, about)];
  };
}
