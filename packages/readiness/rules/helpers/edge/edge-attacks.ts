import type { PlannedResource } from "../../../plan/resource.ts";
import { type Attack, attacksOn } from "../../../samples/attacks.ts";
import { samplePath } from "../../../samples/routes.ts";
import { findAltered } from "../../../samples/witness/search.ts";
import { type Context, type Rule, violation } from "../../rule.ts";
import { describeRequest, type EdgeRule, rulesOfPhase, stops } from "./edge-rules.ts";
import { runsManagedRules } from "./managed-rules.ts";
import { inZone, type ServedZone, servedZones } from "./served-zones.ts";

/**
 * Paths that an attack is tried on: more routes would only repeat the same questions to the same
 * rules.
 */
const mostPaths = 6;

/**
 * A rule of the zone must stop each attack, evaluated as Cloudflare does, on every path and from
 * every sender. What a skip rule lets through is reported for that rule, not here.
 */
export function letThrough(
  attacks: readonly Attack[],
  { managed }: { readonly managed: boolean },
): Rule["judge"] {
  return (resources, facts) =>
    servedZones(resources).flatMap((zone) => {
      const own = inZone(resources, zone);
      const { rules, findings } = rulesOfPhase(own, "http_request_firewall_custom");
      if (findings.length > 0) return findings;
      const blocking = rules.filter(stops);
      const free = freeAttack(blocking, attacksOn(attacks, targets(zone, facts)));
      // A zone with its own rules is judged by those; one without may rely on Cloudflare's.
      const isManaged = managed && blocking.length === 0;
      if (free === undefined || (isManaged && runsManagedRules(own, free))) return [];
      return [violation(`${describeRequest(free)} reaches the Worker.`, aboutOf(rules, zone))];
    });
}

const aboutOf = (rules: readonly EdgeRule[], { doors }: ServedZone): PlannedResource | undefined =>
  rules.find(stops)?.ruleset ?? doors[0];

function targets({ hosts }: ServedZone, { app }: Pick<Context, "app">) {
  const read = app?.routes.filter(({ takesInput }) => takesInput) ?? [];
  return {
    hosts: hosts.length === 0 ? ["example.com"] : hosts.slice(0, 3),
    paths: [...new Set(read.map(samplePath))].slice(0, mostPaths),
  };
}

function freeAttack(blocking: readonly EdgeRule[], attacks: readonly Attack[]) {
  const isFree = (request: Attack["request"]) => !blocking.some(({ matches }) => matches(request));
  const plain = attacks.find(({ request }) => isFree(request));
  if (plain !== undefined) return plain.request;
  for (const attack of attacks) {
    const found = findAltered({
      bases: [attack.request],
      expressions: blocking.filter(({ matches }) => matches(attack.request)),
      wanted: false,
      fixed: [attack.in, "host"],
      accept: isFree,
    });
    if (found !== undefined) return found;
  }
  return undefined;
}
