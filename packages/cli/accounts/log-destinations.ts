import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import { type Finding, failed, ok, warning } from "./finding.ts";
import { probe } from "./probe.ts";
import type { StackAccounts } from "./stack-accounts.ts";

const vendor = "Cloudflare";
const tokenPage = "https://dash.cloudflare.com/profile/api-tokens";
const page =
  "https://dash.cloudflare.com/?to=/:account/workers-and-pages/observability/destinations";

const destinationsSchema = z.object({
  result: z.array(
    z.object({
      name: z.string(),
      slug: z.string(),
      enabled: z.boolean(),
      configuration: z.object({ logpushDataset: z.string() }),
    }),
  ),
});
type Destination = z.output<typeof destinationsSchema>["result"][number];

/** Whether the account has the destinations of logs and traces that the stack file names. */
export async function checkLogDestinations(
  client: VendorClient,
  { accountId, observability }: StackAccounts["cloudflare"],
): Promise<Finding[]> {
  if (accountId === undefined || observability === undefined) return [];
  const { logs, traces, logpush } = observability;
  const named = [
    ...(logs?.destinations ?? []).map((name) => ({ name, what: "logs" })),
    ...(traces?.destinations ?? []).map((name) => ({ name, what: "traces" })),
  ];
  return [
    ...(named.length === 0 ? [] : await checkNamed(client, accountId, named)),
    ...(logpush === undefined ? [] : [await checkLogpush(client, accountId)]),
  ];
}

interface Named {
  readonly name: string;
  /** `logs` or `traces`. */
  readonly what: string;
}

async function checkNamed(
  client: VendorClient,
  accountId: string,
  named: readonly Named[],
): Promise<Finding[]> {
  const path = `/accounts/${accountId}/workers/observability/destinations?perPage=100`;
  if ((await probe(client, { method: "GET", path })) !== "allowed")
    return [
      warning(
        vendor,
        "the token lacks Account · Workers Observability · Read: destinations are not checked",
        `Add it to the token at ${tokenPage}.`,
      ),
    ];
  const { result } = destinationsSchema.parse((await client.request("GET", path)).body);
  return named.map((one) => judge(one, result));
}

function judge({ name, what }: Named, known: readonly Destination[]): Finding {
  const found = known.find((one) => one.slug === name || one.name === name);
  if (found === undefined)
    return failed(vendor, `there is no destination ${name} for ${what}`, `Make it at ${page}.`);
  if (found.configuration.logpushDataset !== `opentelemetry-${what}`)
    return failed(
      vendor,
      `destination ${name} does not take ${what}`,
      `Name another in seaworthy:observability.${what}.destinations, or make one at ${page}.`,
    );
  return found.enabled
    ? ok(vendor, `destination ${name} for ${what}`)
    : warning(vendor, `destination ${name} for ${what} is off`, `Turn it on at ${page}.`);
}

/** Cloudflare rejects a job without a destination. */
async function checkLogpush(client: VendorClient, accountId: string): Promise<Finding> {
  const right = "Account · Logs · Edit";
  const path = `/accounts/${accountId}/logpush/jobs`;
  return (await probe(client, { method: "POST", path, body: {} })) === "refused"
    ? failed(vendor, `the token lacks ${right}`, `Add it to the token at ${tokenPage}.`)
    : ok(vendor, right);
}
