import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";

const zonesSchema = z.object({
  result: z.array(z.object({ id: z.string(), account: z.object({ id: z.string() }) })),
});

export interface FoundZone {
  readonly zoneId: string;
  readonly accountId: string;
}

/** The zone of a host name: tries the name itself, then each parent domain. */
export async function findZone(
  client: VendorClient,
  hostname: string,
): Promise<FoundZone | undefined> {
  const labels = hostname.split(".");
  for (let from = 0; from < labels.length; from++) {
    const name = labels.slice(from).join(".");
    const path = `/zones?name=${encodeURIComponent(name)}`;
    const [zone] = zonesSchema.parse((await client.request("GET", path)).body).result;
    if (zone !== undefined) return { zoneId: zone.id, accountId: zone.account.id };
  }
  return undefined;
}
