import { SeaworthyError } from "@seaworthy/core/errors";
import type { Hono } from "hono";
import { z } from "zod";
import { zoneId } from "../cloudflare/api/ids.ts";
import type { DecisionView } from "./view.ts";

const fields = "datetime action clientRequestHTTPMethodName clientRequestPath description source";
const query = `query Events($zoneTag: string!, $since: Time!, $until: Time!, $limit: uint64!) { viewer { zones(filter: { zoneTag: $zoneTag }) { firewallEventsAdaptive(filter: { datetime_geq: $since, datetime_leq: $until }, limit: $limit, orderBy: [datetime_DESC]) { ${fields} } } } }`;

const event = z.object({
  datetime: z.string(),
  action: z.string(),
  clientRequestHTTPMethodName: z.string(),
  clientRequestPath: z.string(),
  description: z.string().nullish(),
  source: z.string(),
});
const answer = z.object({
  data: z.object({
    viewer: z.object({ zones: z.array(z.object({ firewallEventsAdaptive: z.array(event) })) }),
  }),
});

const dayMs = 86_400_000;
const most = 25;

/** Requests that a rule of the zone acted on in the last day, newest first. */
export async function readTraffic(
  api: Hono,
  token: string,
  now: string,
): Promise<readonly DecisionView[]> {
  const until = Date.parse(now) + 1_000;
  const variables = {
    zoneTag: zoneId,
    since: new Date(until - dayMs).toISOString(),
    until: new Date(until).toISOString(),
    limit: most,
  };
  const response = await api.request("/client/v4/graphql", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  if (!response.ok)
    throw new SeaworthyError(
      "VENDOR_REFUSED",
      `The local Cloudflare API responded to /graphql with ${response.status}.`,
    );
  const { data } = answer.parse(await response.json());
  return data.viewer.zones
    .flatMap((zone) => zone.firewallEventsAdaptive)
    .map((one) => ({
      at: one.datetime,
      action: one.action,
      method: one.clientRequestHTTPMethodName,
      path: one.clientRequestPath,
      rule: one.description || one.source,
      source: one.source,
    }));
}
