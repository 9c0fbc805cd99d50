import type { NamedLists } from "@seaworthy/rules-language/index";

/**
 * The desired state of the edge: the control plane derives all of it from the store after every
 * change.
 */
export interface EdgeState {
  /** Requests for this name and its subdomains are served; every other Host gets an error page. */
  readonly zoneName: string;
  readonly routes: readonly RouteState[];
  /** Host names that a Worker serves where no route matches. */
  readonly domains: readonly { readonly hostname: string; readonly script: string }[];
  readonly workers: readonly WorkerState[];
  /** Rules of each phase's entrypoint ruleset. */
  readonly rulesets: Readonly<Record<string, readonly RuleState[]>>;
  readonly queues: readonly QueueState[];
  /** Zone settings by id, e.g. `always_use_https: "on"`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A queue, with its consumer Worker. */
export interface QueueState {
  readonly id: string;
  readonly name: string;
  /** In seconds, for messages without their own delay. */
  readonly deliveryDelay: number;
  readonly paused: boolean;
  readonly retentionSeconds: number;
  readonly consumer?: {
    readonly script: string;
    readonly batchSize: number;
    readonly maxWaitMs: number;
    readonly maxRetries: number;
    readonly retryDelay: number;
    readonly maxConcurrency: number;
    /** Name of a queue. */
    readonly deadLetterQueue: string | undefined;
  };
}

export interface RouteState {
  readonly pattern: string;
  /** Without a script, matching requests bypass every Worker. */
  readonly script?: string;
}

export interface WorkerState {
  readonly name: string;
  /** The active deployment. Percentages add up to 100. */
  readonly versions: readonly { readonly percentage: number; readonly version: VersionState }[];
  readonly namespaces: readonly NamespaceState[];
  readonly crons: readonly string[];
}

/**
 * A Durable Object class of a Worker. The id names its storage and stays when the class is renamed.
 */
export interface NamespaceState {
  readonly id: string;
  readonly className: string;
  readonly sqlite: boolean;
}

export interface VersionState {
  readonly id: string;
  readonly tag: string;
  readonly createdOn: string;
  readonly mainModule: string;
  readonly modules: readonly ModuleState[];
  readonly bindings: readonly BindingState[];
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  /**
   * Cloudflare's Workers Caching: the cache is in front of the Worker and follows Cache-Control.
   */
  readonly cacheEnabled: boolean;
}

export interface ModuleState {
  readonly name: string;
  readonly contentType: string;
  /** Absolute path of a content-addressed file. */
  readonly file: string;
}

/** Bindings with all their references resolved. */
export type BindingState =
  | { readonly kind: "value"; readonly name: string; readonly value: unknown }
  | { readonly kind: "version_metadata"; readonly name: string }
  | { readonly kind: "queue"; readonly name: string; readonly queueId: string }
  | {
      readonly kind: "hyperdrive";
      readonly name: string;
      readonly connectionString: string;
      readonly connectionLimit: number | undefined;
    }
  | { readonly kind: "durable_object"; readonly name: string; readonly className: string };

/** One rule, with the field names of Cloudflare's API. */
export interface RuleState {
  readonly id: string;
  readonly action: string;
  readonly expression: string;
  readonly enabled: boolean;
  readonly description?: string | undefined;
  readonly action_parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly ratelimit?: RateLimitState | undefined;
  /** The account's lists that its expressions reference. */
  readonly lists?: NamedLists;
}

export interface RateLimitState {
  readonly characteristics: readonly string[];
  /** Seconds. */
  readonly period: number;
  readonly requests_per_period?: number | undefined;
  /**
   * Seconds for which a client over the limit is blocked; 0 blocks only for the rest of the period.
   */
  readonly mitigation_timeout?: number | undefined;
  readonly counting_expression?: string | undefined;
  /** When true, requests served from the cache are not counted. */
  readonly requests_to_origin?: boolean | undefined;
}
