import type { PlannedObject } from "./value.ts";

/** A resource as a preview plans it, or as an update made it. */
export interface PlannedResource {
  /** Pulumi's type token: `cloudflare:index/ruleset:Ruleset`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: PlannedObject;
  /**
   * Properties that are marked secret, as `origin.password` or `bindings[3].text`; undefined where
   * that cannot be seen.
   */
  readonly secretPaths?: ReadonlySet<string>;
  /**
   * Properties of which the preview shows no mark, because they are not known yet: the engine marks
   * them when they are.
   */
  readonly unseenMarks?: ReadonlySet<string>;
  /**
   * Options of the declaration that decide what an update may do; undefined where they cannot be
   * seen.
   */
  readonly options?: { readonly protect?: boolean; readonly retainOnDelete?: boolean };
}

/** Type tokens of the resources that rules look at, by the names that people use. */
export const types = {
  aclUser: "seaworthy:upstash:AclUser",
  alert: "sentry:index/alert:Alert",
  credential: "seaworthy:index:Credential",
  cronTrigger: "cloudflare:index/workersCronTrigger:WorkersCronTrigger",
  databaseRole: "seaworthy:index:DatabaseRole",
  deployment: "cloudflare:index/workersDeployment:WorkersDeployment",
  hyperdrive: "cloudflare:index/hyperdriveConfig:HyperdriveConfig",
  inboundFilter: "sentry:index/projectInboundDataFilter:ProjectInboundDataFilter",
  issueAlert: "sentry:index/issueAlert:IssueAlert",
  metricAlert: "sentry:index/metricAlert:MetricAlert",
  metricMonitor: "sentry:index/metricMonitor:MetricMonitor",
  migrations: "seaworthy:index:Migrations",
  pooler: "seaworthy:supabase:Pooler",
  redis: "seaworthy:upstash:RedisDatabase",
  route: "cloudflare:index/workersRoute:WorkersRoute",
  ruleset: "cloudflare:index/ruleset:Ruleset",
  sentryKey: "sentry:index/key:Key",
  sentryProject: "sentry:index/project:Project",
  spikeProtection: "sentry:index/projectSpikeProtection:ProjectSpikeProtection",
  stack: "pulumi:pulumi:Stack",
  supabaseProject: "supabase:index/project:Project",
  supabaseSettings: "supabase:index/settings:Settings",
  worker: "cloudflare:index/worker:Worker",
  workerVersion: "cloudflare:index/workerVersion:WorkerVersion",
  workersScript: "cloudflare:index/workersScript:WorkersScript",
  zoneSetting: "cloudflare:index/zoneSetting:ZoneSetting",
  dnsRecord: "cloudflare:index/dnsRecord:DnsRecord",
} as const;

export type ResourceKind = keyof typeof types;

const kindOfType: ReadonlyMap<string, ResourceKind> = new Map(
  Object.entries(types).map(([kind, type]) => [type, kind as ResourceKind] as const),
);

export function ofType(
  resources: readonly PlannedResource[],
  type: ResourceKind,
): PlannedResource[] {
  return resources.filter((resource) => resource.type === types[type]);
}

/** Which of the kinds that rules look at are among them. */
export function kindsOf(resources: readonly PlannedResource[]): ReadonlySet<ResourceKind> {
  return new Set(resources.flatMap(({ type }) => kindOfType.get(type) ?? []));
}
