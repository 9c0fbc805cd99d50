import { z } from "zod";
import { isUnknown, valueAt } from "../../plan/value.ts";
import { areaOf } from "../../samples/requests.ts";
import { describeRequest, rulesOfPhase, stops } from "../helpers/edge/edge-rules.ts";
import { inZone, servedZones } from "../helpers/edge/served-zones.ts";
import { configurable, deployed, type Facts, notKnown, positive, violation } from "../rule.ts";

const webhooks = ({ app }: Facts) =>
  app?.routes.filter(({ audience }) => audience === "vendors") ?? [];

export const edgeWebhooksNotLimited = configurable({
  id: "edge-webhooks-not-limited",
  area: "edge",
  title: "Webhooks from vendors are exempt from per-address limits",
  why: "A vendor sends all customers' events from a few addresses. A per-address limit rejects them on the busiest day; the vendor retries for hours and drops some.",
  fix: "Exclude the webhook's exact path and method from the per-address limits; its signature protects it. If it has its own limit, set it above the vendor's rate.",
  example: {
    language: "typescript",
    code: 'expression: \'starts_with(http.request.uri.path, "/rest/") and not (http.request.method eq "POST" and raw.http.request.uri.path eq "/rest/webhooks/payments")\'',
  },
  source: "https://docs.stripe.com/webhooks",
  severity: deployed,
  rank: "medium",
  scope: "stack",
  subjects: ["route", "customDomain"],
  configuration: z.object({
    leastPerMinute: positive(120, "Minimum webhooks per minute that an address may send"),
  }),
  applies: (_, facts) => webhooks(facts).length > 0,
  judge: (resources, { leastPerMinute }, facts) =>
    servedZones(resources).flatMap((zone) => {
      const { rules, findings } = rulesOfPhase(inZone(resources, zone), "http_ratelimit");
      const { bases } = areaOf({ routes: webhooks(facts), hosts: zone.hosts });
      const limited = rules.filter(stops).flatMap(({ ref, ruleset, declared, matches }) => {
        const request = bases.find(matches);
        const [count, period] = ["requestsPerPeriod", "period"].map((key) =>
          valueAt(declared, "ratelimit", key),
        );
        if (request === undefined) return [];
        if (isUnknown(count) || isUnknown(period)) return [notKnown(`Rule ${ref}`, ruleset)];
        const perMinute = (Number(count) * 60) / Number(period);
        return perMinute >= leastPerMinute
          ? []
          : [
              violation(
                `Rule ${ref} limits ${describeRequest(request)} to ${Math.floor(perMinute)} a minute per address.`,
                ruleset,
              ),
            ];
      });
      return [...findings, ...limited];
    }),
});
