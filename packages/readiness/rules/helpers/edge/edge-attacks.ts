import type { RuleRequest } from "@seaworthy/rules-language/index";
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
      const tried = attacksOn(attacks, targets(zone, facts));
      const free = freeAttack(blocking, tried);
      // A zone with its own rules is judged by those; one without may rely on Cloudflare's.
      const isManaged = managed && blocking.length === 0;
      if (free === undefined || (isManaged && runsManagedRules(own, free.request))) return [];
      const said = `${describeRequest(free.request)} reaches the Worker.`;
      const meant = ruleMeant([...blocking, ...rules], free.attack, tried);
      const about = meant?.ruleset ?? blocking[0]?.ruleset ?? zone.doors[0];
      return [violation(said, about, meant === undefined ? {} : { item: meant.ref })];
    });
}

function targets({ hosts }: ServedZone, { app }: Pick<Context, "app">) {
  const read = app?.routes.filter(({ takesInput }) => takesInput) ?? [];
  return {
    hosts: hosts.length === 0 ? ["example.com"] : hosts.slice(0, 3),
    paths: [...new Set(read.map(samplePath))].slice(0, mostPaths),
  };
}

/**
 * The rule to mend: it stops the same attack without what the free request adds, or elsewhere, or
 * only logs it.
 */
const ruleMeant = (rules: readonly EdgeRule[], attack: Attack, tried: readonly Attack[]) =>
  rules.find(({ matches }) => matches(attack.request)) ??
  rules.find(({ matches }) => tried.some(({ request }) => matches(request))) ??
  rules.find((rule) => stopsElsewhere(rule, attack));

/** Whether the rule matches a variant of the attack because of what makes it one. */
const stopsElsewhere = (rule: EdgeRule, { request, in: slot }: Attack): boolean =>
  findAltered({
    bases: [request],
    expressions: [rule],
    wanted: true,
    fixed: [slot, "host"],
    accept: (one) => rule.matches(one) && !rule.matches(withoutAttack(one, slot)),
  }) !== undefined;

const withoutAttack = (request: RuleRequest, slot: Attack["in"]): RuleRequest => {
  if (slot === "query") return { ...request, query: "" };
  return slot === "path"
    ? { ...request, path: "/", rawPath: "/" }
    : { ...request, headers: new Map() };
};

/** A request that no rule stops, and the attack that it is a variant of. */
interface FreeAttack {
  readonly attack: Attack;
  readonly request: Attack["request"];
}

function freeAttack(
  blocking: readonly EdgeRule[],
  attacks: readonly Attack[],
): FreeAttack | undefined {
  const isFree = (request: Attack["request"]) => !blocking.some(({ matches }) => matches(request));
  const plain = attacks.find(({ request }) => isFree(request));
  if (plain !== undefined) return { attack: plain, request: plain.request };
  for (const attack of attacks) {
    const found = findAltered({
      bases: [attack.request],
      expressions: blocking.filter(({ matches }) => matches(attack.request)),
      wanted: false,
      // A longer query still contains the attack.
      fixed: attack.in === "query" ? ["host"] : [attack.in, "host"],
      accept: isFree,
    });
    if (found !== undefined) return { attack, request: found };
  }
  return undefined;
}
