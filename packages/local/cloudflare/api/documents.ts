import type { Plan, UrlRedirect } from "@seaworthy/rules-language/index";
import type { Store } from "../../kernel/store.ts";
import type { RateLimitState } from "../edge/state.ts";
import type { ExportsDocument } from "./workers/exports-shape.ts";

/** A Worker. Its versions, deployments and schedules are separate documents. */
export interface WorkerDocument {
  readonly id: string;
  readonly name: string;
  readonly created_on: string;
  readonly updated_on: string;
  readonly deployed_on: string | null;
  readonly logpush: boolean;
  readonly observability: Readonly<Record<string, unknown>>;
  readonly subdomain: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly tail_consumers: readonly unknown[];
  /** Durable Object classes as the deployed migrations left them. */
  readonly migration_tag?: string;
  readonly namespaces: readonly NamespaceDocument[];
}

export interface NamespaceDocument {
  readonly id: string;
  readonly class: string;
  readonly use_sqlite: boolean;
}

export interface VersionDocument {
  readonly id: string;
  readonly worker_id: string;
  readonly number: number;
  readonly created_on: string;
  readonly startup_time_ms: number;
  readonly main_module: string;
  readonly modules: readonly ModuleDocument[];
  /** As sent, secrets included; responses leave secrets out. */
  readonly bindings: readonly BindingDocument[];
  readonly compatibility_date: string;
  readonly compatibility_flags: readonly string[];
  readonly migrations?: MigrationsDocument;
  readonly exports?: ExportsDocument;
  /**
   * The Worker's classes with which this version was loaded. Classes that it creates get these ids
   * when it is deployed.
   */
  readonly planned_namespaces: readonly NamespaceDocument[];
  /** The client that uploaded it; defaults to `api`. */
  readonly source?: string;
  /** Fields that are stored and returned unchanged. */
  readonly echoed: Readonly<Record<string, unknown>>;
}

interface ModuleDocument {
  readonly name: string;
  readonly content_type: string;
  readonly sha256: string;
}

export type BindingDocument = { readonly type: string; readonly name: string } & Readonly<
  Record<string, unknown>
>;

export interface MigrationStep {
  readonly new_classes?: readonly string[] | undefined;
  readonly new_sqlite_classes?: readonly string[] | undefined;
  readonly deleted_classes?: readonly string[] | undefined;
  readonly renamed_classes?: readonly { from: string; to: string }[] | undefined;
}

export interface MigrationsDocument extends MigrationStep {
  readonly old_tag?: string | undefined;
  readonly new_tag?: string | undefined;
  readonly steps?: readonly MigrationStep[] | undefined;
}

export interface DeploymentDocument {
  readonly id: string;
  readonly worker_id: string;
  readonly created_on: string;
  readonly source: string;
  readonly strategy: "percentage";
  readonly author_email: string;
  readonly versions: readonly { version_id: string; percentage: number }[];
  readonly annotations?: Readonly<Record<string, string>>;
}

interface ScheduleDocument {
  readonly worker_id: string;
  readonly schedules: readonly { cron: string; created_on: string; modified_on: string }[];
}

export interface RouteDocument {
  readonly id: string;
  readonly pattern: string;
  readonly script?: string;
}

export interface DomainDocument {
  readonly id: string;
  readonly cert_id: string;
  readonly hostname: string;
  /** Name of the Worker. */
  readonly service: string;
}

export interface QueueDocument {
  readonly id: string;
  readonly name: string;
  readonly created_on: string;
  readonly modified_on: string;
  readonly settings: {
    readonly delivery_delay: number;
    readonly delivery_paused: boolean;
    readonly message_retention_period: number;
  };
}

export interface QueueConsumerDocument {
  readonly id: string;
  readonly queue_id: string;
  readonly created_on: string;
  readonly script_name: string;
  /** Name of a queue. */
  readonly dead_letter_queue?: string;
  readonly settings: {
    readonly batch_size: number;
    readonly max_concurrency: number | null;
    readonly max_retries: number;
    readonly max_wait_time_ms: number;
    readonly retry_delay: number;
  };
}

export interface DnsRecordDocument {
  readonly id: string;
  readonly type: "A" | "AAAA" | "CNAME" | "TXT";
  readonly name: string;
  readonly content: string;
  readonly ttl: number;
  readonly proxied: boolean;
  readonly proxiable: boolean;
  readonly comment: string | null;
  readonly tags: readonly string[];
  readonly settings: object;
  readonly meta: object;
  readonly created_on: string;
  readonly modified_on: string;
}

/** A list that rules reference by name. */
export interface ListDocument {
  readonly id: string;
  readonly name: string;
  readonly kind: "ip" | "asn" | "hostname" | "redirect";
  readonly description: string;
  readonly created_on: string;
  readonly modified_on: string;
  readonly items: readonly ListItemDocument[];
}

export interface ListItemDocument {
  readonly id: string;
  readonly value: string | number;
  readonly redirect?: UrlRedirect;
  readonly comment?: string;
  readonly created_on: string;
  readonly modified_on: string;
}

export interface ZoneSettingDocument {
  readonly id: string;
  readonly value: unknown;
  readonly modified_on: string;
}

export interface HyperdriveDocument {
  readonly id: string;
  readonly name: string;
  readonly created_on: string;
  readonly modified_on: string;
  readonly origin: HyperdriveOrigin;
  readonly origin_connection_limit?: number;
  readonly caching: Readonly<Record<string, unknown>>;
}

export interface HyperdriveOrigin {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

export interface RuleDocument {
  readonly id: string;
  readonly version: string;
  readonly last_updated: string;
  readonly ref: string;
  readonly action: string;
  readonly expression: string;
  readonly enabled: boolean;
  readonly description?: string | undefined;
  readonly action_parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly ratelimit?: RateLimitState | undefined;
  readonly logging?: Readonly<Record<string, unknown>> | undefined;
}

export interface RulesetDocument {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly kind: string;
  readonly phase: string;
  readonly version: string;
  readonly last_updated: string;
  readonly rules: readonly RuleDocument[];
}

/** The zone's plan. */
type SubscriptionDocument = { readonly plan: Plan };

/** There is one zone. */
export const subscriptionId = "zone";

/** One kind of document in the store. */
interface Collection<Document> {
  get(id: string): Document | undefined;
  list(): Document[];
  put(id: string, document: Document): void;
  delete(id: string): boolean;
}

export interface Documents {
  readonly workers: Collection<WorkerDocument>;
  readonly versions: Collection<VersionDocument>;
  readonly deployments: Collection<DeploymentDocument>;
  readonly schedules: Collection<ScheduleDocument>;
  readonly routes: Collection<RouteDocument>;
  readonly domains: Collection<DomainDocument>;
  readonly dnsRecords: Collection<DnsRecordDocument>;
  readonly zoneSettings: Collection<ZoneSettingDocument>;
  readonly hyperdrives: Collection<HyperdriveDocument>;
  readonly rulesets: Collection<RulesetDocument>;
  readonly rulesetVersions: Collection<RulesetDocument>;
  readonly subscriptions: Collection<SubscriptionDocument>;
  readonly queues: Collection<QueueDocument>;
  readonly queueConsumers: Collection<QueueConsumerDocument>;
  readonly lists: Collection<ListDocument>;
  transaction<T>(work: () => T): T;
}

export function openDocuments(store: Store): Documents {
  const collection = <Document>(kind: string): Collection<Document> => ({
    get: (id) => store.get<Document>(`cloudflare.${kind}`, id),
    list: () => store.list<Document>(`cloudflare.${kind}`),
    put: (id, document) => store.put(`cloudflare.${kind}`, id, document),
    delete: (id) => store.delete(`cloudflare.${kind}`, id),
  });
  return {
    workers: collection("worker"),
    versions: collection("version"),
    deployments: collection("deployment"),
    schedules: collection("schedule"),
    routes: collection("route"),
    domains: collection("domain"),
    dnsRecords: collection("dns-record"),
    zoneSettings: collection("zone-setting"),
    hyperdrives: collection("hyperdrive"),
    rulesets: collection("ruleset"),
    rulesetVersions: collection("ruleset-version"),
    subscriptions: collection("subscription"),
    queues: collection("queue"),
    queueConsumers: collection("queue-consumer"),
    lists: collection("list"),
    transaction: (work) => store.transaction(work),
  };
}

/** Finds a Worker by the id or name in a path. */
export function findWorker(documents: Documents, idOrName: string): WorkerDocument | undefined {
  return (
    documents.workers.get(idOrName) ??
    documents.workers.list().find(({ name }) => name === idOrName)
  );
}

/** Oldest first. */
export function versionsOf(documents: Documents, worker: WorkerDocument): VersionDocument[] {
  return documents.versions.list().filter(({ worker_id }) => worker_id === worker.id);
}

/** Newest first; the first one is being served. */
export function deploymentsOf(documents: Documents, worker: WorkerDocument): DeploymentDocument[] {
  return documents.deployments
    .list()
    .filter(({ worker_id }) => worker_id === worker.id)
    .reverse();
}
