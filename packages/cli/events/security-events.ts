import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";

const eventSchema = z.object({
  action: z.string(),
  clientIP: z.string(),
  clientRequestHTTPMethodName: z.string(),
  clientRequestPath: z.string(),
  datetime: z.string(),
  description: z.string().nullish(),
  rayName: z.string(),
  ruleId: z.string(),
  source: z.string(),
});

/** An action of a zone's rule on a request, with Cloudflare's names. */
export type SecurityEvent = z.output<typeof eventSchema>;

const answerSchema = z.object({
  data: z
    .object({
      viewer: z.object({
        zones: z.array(z.object({ firewallEventsAdaptive: z.array(eventSchema) })),
      }),
    })
    .nullish(),
  errors: z.array(z.object({ message: z.string() })).nullish(),
});

const query = `query SecurityEvents($zoneTag: string!, $since: Time!, $until: Time!, $limit: uint64!) {
  viewer { zones(filter: { zoneTag: $zoneTag }) {
    firewallEventsAdaptive(filter: { datetime_geq: $since, datetime_leq: $until }, limit: $limit, orderBy: [datetime_DESC]) {
      ${Object.keys(eventSchema.shape).join(" ")} } } } }`;

export interface EventsRequest {
  readonly zoneId: string;
  readonly sinceMs: number;
  readonly nowMs: number;
  readonly limit: number;
}

/** Newest first. Throws VENDOR_UNAUTHORIZED and VENDOR_REFUSED with Cloudflare's reason. */
export async function readSecurityEvents(
  client: VendorClient,
  { zoneId, sinceMs, nowMs, limit }: EventsRequest,
): Promise<SecurityEvent[]> {
  const variables = {
    zoneTag: zoneId,
    since: new Date(sinceMs).toISOString(),
    until: new Date(nowMs).toISOString(),
    limit,
  };
  const { body } = await client.request("POST", "/graphql", { query, variables });
  const { data, errors } = answerSchema.parse(body);
  if (data) return data.viewer.zones.flatMap((zone) => zone.firewallEventsAdaptive);
  const reason = (errors ?? []).map(({ message }) => message).join("; ");
  throw new SeaworthyError(
    "VENDOR_REFUSED",
    `Cloudflare gave no events: ${reason || "no reason given"}. The token needs Zone · Analytics · Read.`,
  );
}

/** One line per event, oldest first: time, action, client, and the rule's description. */
export function renderEvents(events: readonly SecurityEvent[]): string {
  if (events.length === 0) return "No rule acted on a request.\n";
  return [...events]
    .reverse()
    .map((event) => {
      const { datetime, action, clientIP, clientRequestHTTPMethodName: method } = event;
      const rule = event.description || event.ruleId;
      const request = `${method} ${event.clientRequestPath}`;
      return `${datetime} ${action.padEnd(17)} ${clientIP.padEnd(15)} ${request}  by ${event.source} "${rule}"  ray=${event.rayName}\n`;
    })
    .join("");
}
