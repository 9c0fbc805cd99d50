import type { PlannedObject } from "./value.ts";

/** A resource as a preview plans it, or as an update made it. */
export interface PlannedResource {
  /** Pulumi's type token: `cloudflare:index/ruleset:Ruleset`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: PlannedObject;
}

/** Type tokens of the resources that rules look at, by the names that people use. */
export const types = {
  hyperdrive: "cloudflare:index/hyperdriveConfig:HyperdriveConfig",
  pooler: "seaworthy:supabase:Pooler",
  route: "cloudflare:index/workersRoute:WorkersRoute",
  ruleset: "cloudflare:index/ruleset:Ruleset",
  supabaseSettings: "supabase:index/settings:Settings",
  workerVersion: "cloudflare:index/workerVersion:WorkerVersion",
} as const;

export function ofType(resources: readonly PlannedResource[], type: keyof typeof types): PlannedResource[] {
  return resources.filter((resource) => resource.type === types[type]);
}
