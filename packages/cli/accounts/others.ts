import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import { type Finding, failed, ok, warning } from "./finding.ts";
import { probe } from "./probe.ts";
import type { StackAccounts } from "./stack-accounts.ts";

const supabasePage = "https://supabase.com/dashboard/account/tokens";
const planSchema = z.object({ plan: z.string().optional() });

/** The token, whether it may create projects, the organization and its plan. */
export async function checkSupabase(
  client: VendorClient,
  { organization, ref, instanceSize }: StackAccounts["supabase"],
): Promise<Finding[]> {
  const vendor = "Supabase";
  if ((await probe(client, { method: "GET", path: "/v1/organizations" })) === "refused")
    return [failed(vendor, "SUPABASE_ACCESS_TOKEN is not valid", `Make one at ${supabasePage}.`)];
  const findings: Finding[] = [];
  const path = `/v1/organizations/${organization ?? ""}`;
  if (organization !== undefined) {
    if ((await probe(client, { method: "GET", path })) !== "allowed")
      return [
        failed(
          vendor,
          `organization ${organization} is not there for this token`,
          "Correct seaworthy:database.project.organization: it is the slug in the dashboard's address.",
        ),
      ];
    const { plan = "unknown" } = planSchema.parse((await client.request("GET", path)).body);
    findings.push(
      plan === "free" && instanceSize !== undefined
        ? warning(
            vendor,
            `organization ${organization} is on the free plan, which has no instance size ${instanceSize}`,
            `Upgrade at https://supabase.com/dashboard/org/${organization}/billing.`,
          )
        : ok(vendor, `organization ${organization}, plan ${plan}`),
    );
  }
  const writes =
    ref === undefined
      ? ({ method: "POST", path: "/v1/projects", body: {} } as const)
      : ({ method: "PATCH", path: `/v1/projects/${ref}`, body: {} } as const);
  const outcome = await probe(client, writes);
  if (outcome === "refused")
    findings.push(
      failed(
        vendor,
        "the token may not change projects",
        `Make one of a member who is Owner or Administrator at ${supabasePage}.`,
      ),
    );
  else if (outcome === "absent")
    findings.push(
      failed(vendor, `project ${ref} is not there`, "Correct seaworthy:database.project.ref."),
    );
  else findings.push(ok(vendor, "projects can be changed"));
  return findings;
}

/**
 * Scopes that the program, source maps and rotations need; a higher level implies the lower ones.
 */
const sentryScopes = [
  "org:read",
  "team:write",
  "project:admin",
  "project:releases",
  "alerts:write",
  "event:read",
] as const;
const levels = ["read", "write", "admin"];
const scopesSchema = z.object({ auth: z.object({ scopes: z.array(z.string()) }).nullish() });

/** The token's scopes, as Sentry reports them, and the organization. */
export async function checkSentry(
  client: VendorClient,
  { organization }: StackAccounts["sentry"],
): Promise<Finding[]> {
  const vendor = "Sentry";
  const page = "https://sentry.io/settings/account/api/auth-tokens/";
  if ((await probe(client, { method: "GET", path: "/0/" })) === "refused")
    return [failed(vendor, "SENTRY_AUTH_TOKEN is not valid", `Make one at ${page}.`)];
  const { auth } = scopesSchema.parse((await client.request("GET", "/0/")).body);
  if (!auth) return [failed(vendor, "SENTRY_AUTH_TOKEN is not valid", `Make one at ${page}.`)];
  const missing = sentryScopes.filter((scope) => !hasScope(auth.scopes, scope));
  const rights =
    missing.length === 0
      ? ok(vendor, `scopes ${sentryScopes.join(", ")}`)
      : failed(
          vendor,
          `the token lacks ${missing.join(", ")}`,
          `Scopes cannot be added later: make another token at ${page}.`,
        );
  if (organization === undefined) return [rights];
  const path = `/0/organizations/${organization}/`;
  const isThere = (await probe(client, { method: "GET", path })) === "allowed";
  return [
    rights,
    isThere
      ? ok(vendor, `organization ${organization}`)
      : failed(
          vendor,
          `organization ${organization} is not there for this token`,
          "Correct seaworthy:errors.organization: it is the slug in Sentry's address.",
        ),
  ];
}

function hasScope(scopes: readonly string[], wanted: string): boolean {
  const [subject = "", level = ""] = wanted.split(":");
  const least = levels.indexOf(level);
  if (least < 0) return scopes.includes(wanted) || scopes.includes(`${subject}:admin`);
  return levels.slice(least).some((one) => scopes.includes(`${subject}:${one}`));
}

/** The account's key, and whether it may create databases. */
export async function checkUpstash(client: VendorClient): Promise<Finding[]> {
  const vendor = "Upstash";
  const page = "https://console.upstash.com/account/api";
  if ((await probe(client, { method: "GET", path: "/v2/redis/databases" })) === "refused")
    return [
      failed(vendor, "UPSTASH_EMAIL and UPSTASH_API_KEY are not valid", `Make a key at ${page}.`),
    ];
  const write = { method: "POST", path: "/v2/redis/database", body: {} } as const;
  return [
    (await probe(client, write)) === "refused"
      ? failed(vendor, "the key may only read", `Make one that may write at ${page}.`)
      : ok(vendor, "databases can be created"),
  ];
}
