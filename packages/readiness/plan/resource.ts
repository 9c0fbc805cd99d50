import type { PlannedObject } from "./value.ts";

/** A text whose parts the update produces. No report may show it. */
export interface AwaitedText {
  /** Equal for equal values: the program's literal text, with a stand-in for each unknown part. */
  readonly text: string;
  /** The outputs in it; none for an encrypted value of the stack file. */
  readonly sources: readonly Source[];
}

/** An output of a resource. */
export interface Source {
  readonly urn: string;
  readonly property: string;
  /** Its provider marks it as secret. */
  readonly isSecret: boolean;
}

/** A resource as a preview plans it, or as an update created it. */
export interface PlannedResource {
  /** Pulumi's type token: `cloudflare:index/ruleset:Ruleset`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: PlannedObject;
  /**
   * Properties marked secret, such as `origin.password` or `bindings[3].text`; undefined where that
   * is not visible.
   */
  readonly secretPaths?: ReadonlySet<string>;
  /**
   * Properties whose mark the preview does not show because they are not known yet; the engine
   * marks them once they are.
   */
  readonly unseenMarks?: ReadonlySet<string>;
  /** By path: the parts of texts that are not known yet, where visible. */
  readonly awaitedTexts?: ReadonlyMap<string, AwaitedText>;
  /** A component or provider: no object at a vendor. */
  readonly isComponent?: boolean;
  /** Undefined where they are not visible. */
  readonly options?: PlannedOptions;
  /** URNs of all its dependencies: named in `dependsOn`, or read by an input. */
  readonly dependencies?: readonly string[];
  /** URNs of the resources that each input is made of. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** Options of a declaration that determine what an update may do. */
export interface PlannedOptions {
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges?: readonly string[];
}

/** Type tokens of the resources that rules check, by their common names. */
export const types = {
  aclUser: "seaworthy:upstash:AclUser",
  alert: "sentry:index/alert:Alert",
  credential: "seaworthy:index:Credential",
  customDomain: "cloudflare:index/workersCustomDomain:WorkersCustomDomain",
  cronTrigger: "cloudflare:index/workersCronTrigger:WorkersCronTrigger",
  databaseRole: "seaworthy:index:DatabaseRole",
  deployment: "cloudflare:index/workersDeployment:WorkersDeployment",
  hyperdrive: "cloudflare:index/hyperdriveConfig:HyperdriveConfig",
  inboundFilter: "sentry:index/projectInboundDataFilter:ProjectInboundDataFilter",
  logpushJob: "cloudflare:index/logpushJob:LogpushJob",
  issueAlert: "sentry:index/issueAlert:IssueAlert",
  metricAlert: "sentry:index/metricAlert:MetricAlert",
  metricMonitor: "sentry:index/metricMonitor:MetricMonitor",
  migrations: "seaworthy:index:Migrations",
  pooler: "seaworthy:supabase:Pooler",
  queue: "cloudflare:index/queue:Queue",
  queueConsumer: "cloudflare:index/queueConsumer:QueueConsumer",
  redis: "seaworthy:upstash:RedisDatabase",
  route: "cloudflare:index/workersRoute:WorkersRoute",
  ruleset: "cloudflare:index/ruleset:Ruleset",
  sentryKey: "sentry:index/key:Key",
  sentryProject: "sentry:index/project:Project",
  spikeProtection: "sentry:index/projectSpikeProtection:ProjectSpikeProtection",
  stack: "pulumi:pulumi:Stack",
  supabaseApiKey: "supabase:index/apikey:Apikey",
  supabaseProject: "supabase:index/project:Project",
  supabaseSettings: "supabase:index/settings:Settings",
  uptimeMonitor: "sentry:index/uptimeMonitor:UptimeMonitor",
  worker: "cloudflare:index/worker:Worker",
  workerVersion: "cloudflare:index/workerVersion:WorkerVersion",
  workersScript: "cloudflare:index/workersScript:WorkersScript",
  zoneSetting: "cloudflare:index/zoneSetting:ZoneSetting",
  dnsRecord: "cloudflare:index/dnsRecord:DnsRecord",
  accountList: "cloudflare:index/list:List",
  listItem: "cloudflare:index/listItem:ListItem",
  pagesProject: "cloudflare:index/pagesProject:PagesProject",
  r2ManagedDomain: "cloudflare:index/r2ManagedDomain:R2ManagedDomain",
  zoneDnssec: "cloudflare:index/zoneDnssec:ZoneDnssec",
  accessRule: "cloudflare:index/accessRule:AccessRule",
  hostnameTlsSetting: "cloudflare:index/hostnameTlsSetting:HostnameTlsSetting",
  pageRule: "cloudflare:index/pageRule:PageRule",
  r2CustomDomain: "cloudflare:index/r2CustomDomain:R2CustomDomain",
  scriptSubdomain: "cloudflare:index/workersScriptSubdomain:WorkersScriptSubdomain",
  urlNormalization: "cloudflare:index/urlNormalizationSettings:UrlNormalizationSettings",
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

/** The rules' name for a type; undefined for types they do not know. */
export const kindOf = (type: string): ResourceKind | undefined => kindOfType.get(type);

/** Which of the kinds that rules check are among them. */
export function kindsOf(resources: readonly PlannedResource[]): ReadonlySet<ResourceKind> {
  return new Set(resources.flatMap(({ type }) => kindOfType.get(type) ?? []));
}
