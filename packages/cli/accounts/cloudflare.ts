import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import { hostnameRecord } from "./dns-record.ts";
import { type Finding, failed, ok, warning } from "./finding.ts";
import { checkLogDestinations } from "./log-destinations.ts";
import { type Probe, probe } from "./probe.ts";
import type { StackAccounts } from "./stack-accounts.ts";

const vendor = "Cloudflare";
const page = "https://dash.cloudflare.com/profile/api-tokens";

interface Right extends Probe {
  /** As on Cloudflare's token page: scope, permission, level. */
  readonly right: string;
}

const phase = (name: string) => `rulesets/phases/${name}/entrypoint`;

/** Calls that each need one permission. Cloudflare would reject every body. */
const hostRights = (zone: string): readonly Right[] => [
  {
    right: "Zone · Workers Routes · Edit",
    method: "POST",
    path: `${zone}/workers/routes`,
    body: {},
  },
  { right: "Zone · DNS · Edit", method: "POST", path: `${zone}/dns_records`, body: {} },
];

/** What holding the zone's settings and rules needs. */
const ruleRights = (zone: string): readonly Right[] => [
  {
    right: "Zone · Zone Settings · Edit",
    method: "PATCH",
    path: `${zone}/settings/always_use_https`,
    body: { value: "neither-on-nor-off" },
  },
  { right: "Zone · Zone WAF · Edit", method: "POST", path: `${zone}/rulesets`, body: {} },
  {
    right: "Zone · Cache Rules · Edit",
    method: "GET",
    path: `${zone}/${phase("http_request_cache_settings")}`,
  },
  {
    right: "Zone · Transform Rules · Edit",
    method: "GET",
    path: `${zone}/${phase("http_response_headers_transform")}`,
  },
];

const accountRights = (account: string): readonly Right[] => [
  {
    right: "Account · Workers Scripts · Edit",
    method: "POST",
    path: `${account}/workers/workers`,
    body: {},
  },
  {
    right: "Account · Hyperdrive · Edit",
    method: "POST",
    path: `${account}/hyperdrive/configs`,
    body: {},
  },
];

/** The token, its permissions, the zone and its current contents. */
export async function checkCloudflare(
  client: VendorClient,
  accounts: StackAccounts["cloudflare"],
): Promise<Finding[]> {
  if ((await probe(client, { method: "GET", path: "/user/tokens/verify" })) === "refused")
    return [failed(vendor, "CLOUDFLARE_API_TOKEN is not valid", `Make one at ${page}.`)];
  const { accountId, zoneId } = accounts;
  const zone = zoneId === undefined ? [] : await checkZone(client, accounts, zoneId);
  const rights = [
    ...(zoneId === undefined || hasFailed(zone) ? [] : zoneRights(accounts, `/zones/${zoneId}`)),
    ...(accountId === undefined ? [] : accountRights(`/accounts/${accountId}`)),
  ];
  const judged = await Promise.all(rights.map((right) => checkRight(client, right)));
  const inZone =
    zoneId === undefined || accounts.zone === "shared" || hasFailed([...zone, ...judged])
      ? []
      : await checkContents(client, accounts, zoneId);
  return [...zone, ...judged, ...inZone, ...(await checkLogDestinations(client, accounts))];
}

/** A preview's token need not be able to change the zone's rules. */
const zoneRights = ({ zone: held }: StackAccounts["cloudflare"], zone: string): readonly Right[] =>
  held === "shared" ? hostRights(zone) : [...ruleRights(zone), ...hostRights(zone)];

const hasFailed = (findings: readonly Finding[]): boolean =>
  findings.some(({ status }) => status === "failed");

async function checkRight(client: VendorClient, { right, ...call }: Right): Promise<Finding> {
  return (await probe(client, call)) === "refused"
    ? failed(vendor, `the token lacks ${right}`, `Add it to the token at ${page}.`)
    : ok(vendor, right);
}

const zoneSchema = z.object({
  result: z.object({
    name: z.string(),
    status: z.string(),
    paused: z.boolean().default(false),
    account: z.object({ id: z.string() }),
  }),
});

async function checkZone(
  client: VendorClient,
  { accountId, hostname }: StackAccounts["cloudflare"],
  zoneId: string,
): Promise<Finding[]> {
  const outcome = await probe(client, { method: "GET", path: `/zones/${zoneId}` });
  if (outcome !== "allowed")
    return [
      failed(
        vendor,
        `zone ${zoneId} is not there, or the token lacks Zone · Zone · Read`,
        `Correct seaworthy:edge.zoneId, or add the permission at ${page}.`,
      ),
    ];
  const { body } = await client.request("GET", `/zones/${zoneId}`);
  const { name, status, paused, account } = zoneSchema.parse(body).result;
  const isServed = hostname === undefined || hostname === name || hostname.endsWith(`.${name}`);
  return [
    status === "active" && !paused
      ? ok(vendor, `zone ${name} is active`)
      : failed(
          vendor,
          `zone ${name} is ${paused ? "paused" : status}`,
          "Set the name servers that https://dash.cloudflare.com names, and wait until it is active.",
        ),
    ...(isServed
      ? []
      : [
          failed(
            vendor,
            `${hostname} does not lie in zone ${name}`,
            "Correct seaworthy:edge.hostname or seaworthy:edge.zoneId.",
          ),
        ]),
    ...(accountId === undefined || accountId === account.id
      ? []
      : [
          failed(
            vendor,
            `zone ${name} belongs to account ${account.id}`,
            "Correct seaworthy:app.accountId.",
          ),
        ]),
  ];
}

async function checkContents(
  client: VendorClient,
  { hostname }: StackAccounts["cloudflare"],
  zoneId: string,
): Promise<Finding[]> {
  const record = hostname === undefined ? [] : [await checkRecord(client, zoneId, hostname)];
  return [...record, ...(await checkForeignRules(client, zoneId))];
}

async function checkRecord(
  client: VendorClient,
  zoneId: string,
  hostname: string,
): Promise<Finding> {
  const record = await hostnameRecord(client, zoneId, hostname);
  if (record === "proxied") return ok(vendor, `DNS record of ${hostname}`);
  return record === "none"
    ? warning(
        vendor,
        `${hostname} has no DNS record`,
        "seaworthy init <stack> --dns makes a proxied one.",
      )
    : warning(
        vendor,
        `the DNS record of ${hostname} is not proxied`,
        "Turn its proxy on: requests do not pass the zone's rules otherwise.",
      );
}

const rulesetsSchema = z.object({
  result: z.array(z.object({ id: z.string(), kind: z.string(), phase: z.string() })),
});
const rulesSchema = z.object({
  result: z.object({
    rules: z.array(z.object({ id: z.string(), ref: z.string().optional() })).default([]),
  }),
});

/** Rules not declared by a program use their id as `ref`. An `up` replaces a phase as a whole. */
async function checkForeignRules(client: VendorClient, zoneId: string): Promise<Finding[]> {
  const { body } = await client.request("GET", `/zones/${zoneId}/rulesets`);
  const own = rulesetsSchema.parse(body).result.filter(({ kind }) => kind === "zone");
  const findings = await Promise.all(
    own.map(async ({ id, phase: name }) => {
      const answer = await client.request("GET", `/zones/${zoneId}/rulesets/${id}`);
      const { rules } = rulesSchema.parse(answer.body).result;
      const count = rules.filter((rule) => rule.ref === undefined || rule.ref === rule.id).length;
      return count === 0
        ? []
        : [
            warning(
              vendor,
              `phase ${name} has ${count} rule${count === 1 ? "" : "s"} of another origin`,
              "up replaces them: declare those that you need in infra/, or delete them.",
            ),
          ];
    }),
  );
  return findings.flat();
}
