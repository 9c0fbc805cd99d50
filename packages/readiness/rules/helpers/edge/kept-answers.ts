import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { PlannedResource } from "../../../plan/resource.ts";
import { isObject, isUnknown, type PlannedObject, valueAt } from "../../../plan/value.ts";
import type { AreaParts } from "../../../samples/requests.ts";
import { areaOf } from "../../../samples/requests.ts";
import { findAltered } from "../../../samples/witness/search.ts";
import { type Finding, notKnown, violation } from "../../rule.ts";
import { describeRequest, type EdgeRule, rulesOfPhase } from "./edge-rules.ts";
import { inZone, type ServedZone, servedZones } from "./served-zones.ts";

/** The combined effect of all cache rules on a request; the last match wins per setting. */
export interface CacheDecision {
  readonly cache: boolean;
  /** The rule responsible for it. */
  readonly rule?: EdgeRule;
  readonly settings: PlannedObject;
}

/** https://developers.cloudflare.com/cache/how-to/cache-rules/order/ */
function decide(rules: readonly EdgeRule[], request: RuleRequest): CacheDecision {
  return rules.reduce<CacheDecision>(
    (decided, rule) => {
      if (rule.action !== "set_cache_settings" || !rule.matches(request)) return decided;
      const { actionParameters } = rule.declared;
      const settings = isObject(actionParameters) ? actionParameters : {};
      const cache = eligible(settings);
      return {
        settings: { ...decided.settings, ...settings },
        cache: cache ?? decided.cache,
        ...(cache === undefined
          ? decided.rule === undefined
            ? {}
            : { rule: decided.rule }
          : { rule }),
      };
    },
    { cache: false, settings: {} },
  );
}

/** A rule that sets the edge TTL makes responses eligible, unless it says otherwise. */
function eligible({ cache, edgeTtl }: PlannedObject): boolean | undefined {
  if (typeof cache === "boolean") return cache;
  return valueAt(edgeTtl, "mode") === "override_origin" ? true : undefined;
}

/** Whether responses are cached separately for each value of a header. */
export function keyedBy({ settings }: CacheDecision, header: string): boolean {
  const names = (part: "header" | "cookie"): string[] => {
    const value = valueAt(settings, "cacheKey", "customKey", part, "include");
    return Array.isArray(value) ? value.map(String) : [];
  };
  return (
    names("header").some((name) => name.toLowerCase() === header) ||
    (header === "cookie" && names("cookie").length > 0)
  );
}

export interface Keeping extends Omit<AreaParts, "hosts"> {
  /** Additional requests to start from, sent by identifiable clients. */
  readonly sent?: (request: RuleRequest) => readonly RuleRequest[];
  /** Whether caching its response is wrong. */
  readonly isWrong: (request: RuleRequest, decision: CacheDecision) => boolean;
  readonly said?: (request: RuleRequest) => string;
}

/** Searches for a request whose response the cache rules cache although they must not. */
export function judgeKept(resources: readonly PlannedResource[], keeping: Keeping): Finding[] {
  const { prefixes = [], routes = [] } = keeping;
  if (prefixes.length === 0 && routes.length === 0) return [];
  return servedZones(resources).flatMap((zone) => judgeZone(resources, zone, keeping));
}

function judgeZone(
  resources: readonly PlannedResource[],
  zone: ServedZone,
  { sent = (request) => [request], isWrong, said = describeRequest, ...parts }: Keeping,
): Finding[] {
  const { rules, findings } = rulesOfPhase(inZone(resources, zone), "http_request_cache_settings");
  const unseen = rules.find(({ declared }) => !isSeen(declared));
  if (findings.length > 0) return [...findings];
  if (unseen !== undefined)
    return [notKnown(`actionParameters of rule ${unseen.ref}`, unseen.ruleset)];
  const { samples, bases, has } = areaOf({ ...parts, hosts: zone.hosts });
  const wrong = (request: RuleRequest) => {
    const decision = decide(rules, request);
    return decision.cache && has(request) && isWrong(request, decision);
  };
  const request =
    firstSent(samples, sent, wrong) ??
    findAltered({ bases: bases.flatMap(sent), expressions: rules, wanted: true, accept: wrong });
  if (request === undefined) return [];
  const { rule } = decide(rules, request);
  return [violation(`Rule ${rule?.ref} caches the response to ${said(request)}.`, rule?.ruleset)];
}

/** One at a time: all of them together would fill the memory. */
function firstSent(
  samples: readonly RuleRequest[],
  sent: (request: RuleRequest) => readonly RuleRequest[],
  wrong: (request: RuleRequest) => boolean,
): RuleRequest | undefined {
  for (const sample of samples) {
    const found = sent(sample).find(wrong);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isSeen = ({ actionParameters }: PlannedObject) =>
  !isUnknown(actionParameters) && !isUnknown(valueAt(actionParameters, "cache"));
