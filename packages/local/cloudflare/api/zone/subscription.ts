import type { Plan } from "@seaworthy/rules-language/index";
import type { Hono } from "hono";
import { z } from "zod";
import { readBody } from "../body.ts";
import { type Documents, subscriptionId } from "../documents.ts";
import { ok } from "../envelope.ts";
import { zoneId } from "../ids.ts";
import type { Services } from "../services.ts";
import { initialPlan, type ZonePlan, zonePlans } from "./plans.ts";

const names = Object.keys(zonePlans) as Plan[];
const body = z.looseObject({
  rate_plan: z.looseObject({
    id: z.enum(names, { error: `is not a plan here; use one of ${names.join(", ")}` }),
  }),
});

/** `/zones/{zone}/subscription`: the plan, against which rule values are checked from then on. */
export function registerSubscription(api: Hono, { documents }: Services): void {
  const path = `/zones/${zoneId}/subscription`;
  const shown = () => {
    const id = planName(documents);
    return {
      id: zoneId,
      state: "Paid",
      price: 0,
      currency: "USD",
      rate_plan: { id, public_name: id, scope: "zone", externally_managed: false },
    };
  };
  api.get(path, (context) => ok(context, shown()));
  api.on(["POST", "PUT"], path, async (context) => {
    const { rate_plan } = await readBody(context, body);
    documents.subscriptions.put(subscriptionId, { plan: rate_plan.id });
    return ok(context, shown());
  });
}

function planName(documents: Documents): Plan {
  return documents.subscriptions.get(subscriptionId)?.plan ?? initialPlan;
}

export function planOf(documents: Documents): ZonePlan {
  return zonePlans[planName(documents)];
}
