import type { Environment } from "@seaworthy/core/environment";
import type { VendorClient } from "@seaworthy/core/http";
import { type Backend, createBackend } from "@seaworthy/plugins/seaworthy/backend";
import { openRedisRest } from "@seaworthy/plugins/seaworthy/upstash/redis-rest";
import { z } from "zod";
import { cloudflareClient, sentryClient } from "../vendor-clients.ts";
import type { Declared } from "./compare-resource.ts";
import type { Repairable } from "./finding.ts";

type Item = Readonly<Record<string, unknown>>;

/** A vendor's list that contains objects declared by the stack. */
interface Listing {
  readonly type: string;
  readonly vendor: "cloudflare" | "supabase" | "sentry";
  /**
   * Path of the list; an object is deleted at this path plus its id. Placeholders are inputs of the
   * type.
   */
  readonly path: string;
  /** A declared object's id in the list. Default: the resource's id. */
  readonly declaredKey?: (declared: Declared) => string;
  readonly name: (item: Item) => string;
  /** Items to consider. Default all. */
  readonly isLookedAt?: (item: Item, all: readonly Declared[]) => boolean;
  /** Settings always exist, so they are never deleted. */
  readonly kind: "foreign" | "undeclared";
}

const text = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

const listings: readonly Listing[] = [
  {
    type: "cloudflare:index/workersRoute:WorkersRoute",
    ...{ vendor: "cloudflare", path: "/zones/{zoneId}/workers/routes", kind: "foreign" },
    name: ({ pattern }) => `route ${text(pattern)}`,
  },
  {
    type: "cloudflare:index/ruleset:Ruleset",
    ...{ vendor: "cloudflare", path: "/zones/{zoneId}/rulesets", kind: "foreign" },
    name: ({ phase, name }) => `ruleset ${text(name)} of phase ${text(phase)}`,
    isLookedAt: ({ kind }) => kind === "zone",
  },
  {
    type: "cloudflare:index/zoneSetting:ZoneSetting",
    ...{ vendor: "cloudflare", path: "/zones/{zoneId}/settings", kind: "undeclared" },
    name: ({ id, value }) => `${text(id)} is ${text(value)}`,
    isLookedAt: ({ modified_on }) => typeof modified_on === "string" && modified_on !== "",
  },
  {
    type: "supabase:index/apikey:Apikey",
    ...{ vendor: "supabase", path: "/v1/projects/{projectRef}/api-keys", kind: "foreign" },
    name: ({ name }) => `secret API key ${text(name)}`,
    isLookedAt: ({ type, name }) => type === "secret" && name !== "default",
  },
  {
    type: "sentry:index/key:Key",
    ...{ vendor: "sentry", path: "/0/projects/{organization}/{project}/keys/", kind: "foreign" },
    name: ({ name }) => `client key ${text(name)}`,
  },
  {
    type: "sentry:index/alert:Alert",
    ...{ vendor: "sentry", path: "/0/organizations/{organization}/workflows/", kind: "foreign" },
    name: ({ name }) => `alert ${text(name)}`,
    // The organization's other projects have their own alerts.
    isLookedAt: ({ detectorIds }, all) =>
      Array.isArray(detectorIds) && detectorIds.some((id) => monitorsOf(all).has(String(id))),
  },
  {
    type: "sentry:index/projectInboundDataFilter:ProjectInboundDataFilter",
    ...{ vendor: "sentry", path: "/0/projects/{organization}/{project}/filters/" },
    kind: "undeclared",
    declaredKey: ({ inputs }) => String(inputs.filterId),
    name: ({ id }) => `inbound filter ${text(id)} is on`,
    isLookedAt: ({ active }) => active === true || (Array.isArray(active) && active.length > 0),
  },
];

function monitorsOf(all: readonly Declared[]): ReadonlySet<string> {
  const declared = all.filter(({ type }) => type === "sentry:index/alert:Alert");
  return new Set(
    declared.flatMap(({ inputs }) =>
      Array.isArray(inputs.monitorIds) ? inputs.monitorIds.map(String) : [],
    ),
  );
}

/** One search for undeclared objects. */
export interface Look {
  readonly type: string;
  readonly name: string;
  readonly look: () => Promise<readonly Repairable[]>;
}

/** The searches that the stack's declared resources require. */
export function looksForForeign(all: readonly Declared[], environment: Environment): Look[] {
  const backend = createBackend({}, environment);
  const clients: Readonly<Record<Listing["vendor"], () => VendorClient>> = {
    cloudflare: () => cloudflareClient(environment),
    supabase: backend.supabase,
    sentry: () => sentryClient(environment),
  };
  const lists = listings.flatMap((listing) => {
    const own = all.filter(({ type }) => type === listing.type);
    const byPath = Map.groupBy(own, ({ inputs }) => fill(listing.path, inputs));
    return [...byPath].map(([path, declared]) => ({
      ...{ type: listing.type, name: path },
      look: () => foreignIn(listing, path, declared, all, clients[listing.vendor]()),
    }));
  });
  return [...lists, ...usersOfRedis(all, backend)];
}

const fill = (path: string, inputs: Readonly<Record<string, unknown>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(inputs[name] ?? "")));

const listSchema = z.array(z.record(z.string(), z.unknown()));

async function foreignIn(
  listing: Listing,
  path: string,
  declared: readonly Declared[],
  all: readonly Declared[],
  client: VendorClient,
): Promise<readonly Repairable[]> {
  const { body } = await client.request("GET", path);
  const items = listSchema.parse(
    listing.vendor === "cloudflare" ? z.object({ result: z.unknown() }).parse(body).result : body,
  );
  const own = new Set(declared.map(listing.declaredKey ?? (({ id }) => id)));
  const found = items.filter(
    (item) => !own.has(String(item.id)) && (listing.isLookedAt?.(item, all) ?? true),
  );
  return found.map((item) => {
    const base = { type: listing.type, name: listing.name(item), path: "", kind: listing.kind };
    const since = item.modified_on ?? item.dateCreated ?? item.last_updated;
    const dated = typeof since === "string" ? { ...base, since } : base;
    if (listing.kind === "undeclared")
      return { ...dated, todo: "declare it in the stack, or put it back by hand" };
    const slash = path.endsWith("/") ? "/" : "";
    const one = `${path.replace(/\/$/, "")}/${encodeURIComponent(String(item.id))}${slash}`;
    return {
      ...dated,
      repairKey: one,
      repair: async () => void (await client.request("DELETE", one)),
    };
  });
}

const usersSchema = z.array(z.string());
/** Upstash's own. */
const ownUsers: ReadonlySet<string> = new Set(["default", "default_ro"]);

/** Upstash lists a database's users only through `ACL USERS` on the database itself. */
function usersOfRedis(all: readonly Declared[], backend: Backend): Look[] {
  const type = "seaworthy:upstash:AclUser";
  const users = all.filter((one) => one.type === type);
  const byDatabase = Map.groupBy(users, ({ inputs }) => String(inputs.databaseId));
  return [...byDatabase].map(([databaseId, declared]) => ({
    ...{ type, name: databaseId },
    look: async () => {
      const redis = await openRedisRest(backend, databaseId);
      const own = new Set(declared.map(({ id }) => id));
      const names = usersSchema.parse(await redis.run(["ACL", "USERS"]));
      return names
        .filter((name) => !own.has(name) && !ownUsers.has(name))
        .map((name) => ({
          ...{ type, name: `user ${name} of Redis ${databaseId}`, kind: "foreign", path: "" },
          repairKey: `${databaseId} ${name}`,
          repair: async () => void (await redis.run(["ACL", "DELUSER", name])),
        }));
    },
  }));
}
