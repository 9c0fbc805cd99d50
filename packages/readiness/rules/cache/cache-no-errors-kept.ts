import { z } from "zod";
import { isUnknown, objectsIn, type PlannedObject, valueAt } from "../../plan/value.ts";
import { rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const cacheNoErrorsKept = configurable({
  id: "cache-no-errors-kept",
  area: "cache",
  title: "The edge does not cache errors",
  why: "A cached 401 keeps rejecting users who have signed in since. A cached 500 turns one failure into an outage for everyone until the TTL ends.",
  fix: "Remove statusCodeTtls for 400 and above from the cache rule, or set them to 0 (no-cache) or -1 (no-store). Only 404 and 410 may be cached, for minutes.",
  example: {
    language: "typescript",
    code: 'edgeTtl: { mode: "override_origin", default: 30, statusCodeTtls: [{ statusCodeRange: { from: 400, to: 599 }, value: -1 }] }',
  },
  source: "https://developers.cloudflare.com/cache/how-to/configure-cache-status-code/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  configuration: z.object({
    mostSecondsNotFound: positive(180, "Maximum time that the edge may cache a 404 or 410"),
  }),
  judge: (resources, { mostSecondsNotFound }) => {
    const { rules, findings } = rulesOfPhase(resources, "http_request_cache_settings");
    return [
      ...findings,
      ...rules.flatMap(({ ref, ruleset, declared }) => {
        const ttls = valueAt(declared, "actionParameters", "edgeTtl", "statusCodeTtls");
        if (isUnknown(ttls)) return [notKnown(`statusCodeTtls of rule ${ref}`, ruleset)];
        return objectsIn(ttls).flatMap((ttl) => {
          const [from, to] = statuses(ttl);
          const kept = Number(ttl.value);
          const allowed = [404, 410].includes(from) && from === to ? mostSecondsNotFound : 0;
          if (to < 400 || !(kept > allowed)) return [];
          const what = from === to ? `status ${from}` : `statuses ${from} to ${to}`;
          return [violation(`Rule ${ref} caches ${what} for ${kept} seconds.`, ruleset)];
        });
      }),
    ];
  },
});

/** Either end may be open. */
function statuses(ttl: PlannedObject): [from: number, to: number] {
  if (typeof ttl.statusCode === "number") return [ttl.statusCode, ttl.statusCode];
  const { from, to } = objectsIn([ttl.statusCodeRange])[0] ?? {};
  return [typeof from === "number" ? from : 0, typeof to === "number" ? to : 999];
}
