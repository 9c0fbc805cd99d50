import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown, type PlannedObject, valueAt } from "../../plan/value.ts";
import { rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { configurable, inProduction, notKnown, positive, violation } from "../rule.ts";

export const poolingThroughputCoversLimits = configurable({
  id: "pooling-throughput-covers-limits",
  area: "pooling",
  title: "The pool can serve what the rate limits allow",
  why: "A per-address limit does not bound all addresses together. Beyond the pool's throughput every request waits, no matter who sent it.",
  fix: "Raise seaworthy:database.pooler.size, lower seaworthy:edge.rateLimits.restPerMinute, or set the rule's numbers to what you measured.",
  example: { language: "yaml", code: "seaworthy:database:\n  pooler:\n    size: 60" },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/best-practices/",
  severity: inProduction,
  rank: "medium",
  scope: "stack",
  subjects: ["pooler"],
  configuration: z.object({
    queryMs: positive(20, "Measured time that a request holds a connection"),
    clientsAtOnce: positive(500, "Addresses that use their whole limit at once"),
  }),
  judge: (resources, { queryMs, clientsAtOnce }) => {
    const { rules, findings } = rulesOfPhase(resources, "http_ratelimit");
    const perSecond = Math.max(0, ...rules.map(({ declared }) => rate(declared)));
    const throughput = (size: number) => (size * 1000) / queryMs;
    return [
      ...findings,
      ...ofType(resources, "pooler").flatMap((pooler) => {
        const size = pooler.props.defaultPoolSize;
        if (isUnknown(size)) return [notKnown("defaultPoolSize", pooler)];
        const most = Math.floor(throughput(Number(size)));
        const asked = Math.ceil(perSecond * clientsAtOnce);
        return asked <= most
          ? []
          : [
              violation(
                `${clientsAtOnce} clients within their limits send ${asked} requests a second; a pool of ${String(size)} can serve ${most}.`,
                pooler,
              ),
            ];
      }),
    ];
  },
});

function rate(declared: PlannedObject): number {
  const [requests, period] = [
    valueAt(declared, "ratelimit", "requestsPerPeriod"),
    valueAt(declared, "ratelimit", "period"),
  ];
  return typeof requests === "number" && typeof period === "number" ? requests / period : 0;
}
