import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";

const recordsSchema = z.object({
  result: z.array(z.object({ type: z.string(), proxied: z.boolean().default(false) })),
});

/** Whether the host name resolves to the edge: only proxied records do. */
export async function hostnameRecord(
  client: VendorClient,
  zoneId: string,
  hostname: string,
): Promise<"proxied" | "unproxied" | "none"> {
  const path = `/zones/${zoneId}/dns_records?name=${encodeURIComponent(hostname)}`;
  const { result } = recordsSchema.parse((await client.request("GET", path)).body);
  const found = result.filter(({ type }) => ["A", "AAAA", "CNAME"].includes(type));
  if (found.length === 0) return "none";
  return found.every(({ proxied }) => proxied) ? "proxied" : "unproxied";
}

/** The Worker responds, so there is no origin: 100:: is the discard address. */
export async function makeHostnameRecord(
  client: VendorClient,
  zoneId: string,
  hostname: string,
): Promise<void> {
  await client.request("POST", `/zones/${zoneId}/dns_records`, {
    ...{ type: "AAAA", name: hostname, content: "100::", ttl: 1, proxied: true },
    comment: "The app is a Worker: made by seaworthy init",
  });
}
