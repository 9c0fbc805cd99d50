/**
 * What Sentry's API declares, as the local cloud stores it. The control plane writes these
 * documents; the ingest and the alerts read them. Times are ISO 8601; ids are Sentry-shaped:
 * decimal numbers as text, starting with 732, which spells SEA on a phone keypad.
 */
export interface Team {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly dateCreated: string;
}

export interface Project {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly platform: string | null;
  readonly dateCreated: string;
  /** Team ids; the first is the team in which it was created. */
  readonly teamIds: readonly string[];
  /** What `PUT /projects/{org}/{project}/` received, except name, slug, platform and options. */
  readonly settings: Readonly<Record<string, unknown>>;
  /**
   * `filters:releases`, `quotas:spike-protection-disabled`, …; unset options have Sentry's
   * defaults.
   */
  readonly options: Readonly<Record<string, unknown>>;
  /** Inbound filters by id; a list contains the active subfilters of `legacy-browsers`. */
  readonly filters: Readonly<Record<string, boolean | readonly string[]>>;
}

export interface RateLimit {
  /** Events per window. */
  readonly count: number;
  /** Seconds. */
  readonly window: number;
}

export interface ClientKey {
  /** The same as `public`, as at Sentry. */
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly public: string;
  readonly secret: string;
  readonly isActive: boolean;
  readonly rateLimit: RateLimit | null;
  readonly browserSdkVersion: string;
  readonly dynamicSdkLoaderOptions: Readonly<Record<string, boolean>>;
  readonly useCase: string;
  readonly dateCreated: string;
}

export interface Condition {
  readonly id: string;
  readonly type: string;
  readonly comparison: unknown;
  readonly conditionResult: unknown;
}

export type LogicType = "any" | "any-short" | "all" | "none";

export interface ConditionGroup {
  readonly id: string;
  readonly logicType: LogicType;
  readonly conditions: readonly Condition[];
}

export interface MetricQuery {
  readonly aggregate: string;
  readonly dataset: string;
  readonly query: string;
  readonly queryType: number | null;
  /** Seconds. */
  readonly timeWindow: number;
  readonly environment: string | null;
  readonly eventTypes: readonly string[];
  readonly extrapolationMode: string | null;
}

/**
 * A monitor. Every project has one of type `error` and one of type `issue_stream`; users declare
 * those of type `metric_issue`.
 */
/** What an uptime monitor asks, and how often. */
export interface UptimeRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
  readonly intervalSeconds: number;
  readonly timeoutMs: number;
  readonly traceSampling: boolean;
}

export interface Detector {
  readonly id: string;
  readonly projectId: string;
  readonly type: "error" | "issue_stream" | "metric_issue" | "uptime_domain_failure";
  readonly name: string;
  readonly description: string | null;
  readonly enabled: boolean;
  readonly owner: string | null;
  readonly config: {
    readonly detectionType?: string | undefined;
    readonly comparisonDelta?: number | null | undefined;
    readonly mode?: number | undefined;
    readonly environment?: string | undefined;
    readonly downtimeThreshold?: number | undefined;
    readonly recoveryThreshold?: number | undefined;
  };
  readonly conditionGroup: ConditionGroup | null;
  readonly metric: MetricQuery | null;
  readonly uptime?: UptimeRequest | undefined;
  readonly dateCreated: string;
  readonly dateUpdated: string;
}

export interface WorkflowAction {
  readonly id: string;
  readonly type: string;
  readonly integrationId: string | null;
  readonly config: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly status: string;
}

export interface ActionFilter extends ConditionGroup {
  readonly actions: readonly WorkflowAction[];
}

/**
 * An alert: when one of `triggers` happens to an issue of `detectorIds`, the actions of every
 * matching filter run.
 */
export interface Workflow {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly environment: string | null;
  /** `frequency`: minutes before the same issue can fire it again. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly detectorIds: readonly string[];
  readonly triggers: ConditionGroup | null;
  readonly actionFilters: readonly ActionFilter[];
  readonly owner: string | null;
  readonly dateCreated: string;
  readonly dateUpdated: string;
}

/** A release as declared through the API; the event store knows what was seen of it. */
export interface DeclaredRelease {
  /** Its version: releases belong to the organization. */
  readonly id: string;
  readonly projectIds: readonly string[];
  readonly ref: string | null;
  readonly url: string | null;
  readonly status: "open" | "archived";
  readonly dateCreated: string;
  readonly dateStarted: string | null;
  readonly dateReleased: string | null;
}

/** A deployment of a release to an environment. */
export interface Deploy {
  readonly id: string;
  readonly version: string;
  readonly environment: string;
  readonly name: string | null;
  readonly url: string | null;
  readonly dateStarted: string | null;
  readonly dateFinished: string;
}

/** The API's declarations, as the ingest and the alerts read them. */
export interface Declarations {
  key(publicKey: string): ClientKey | undefined;
  project(id: string): Project | undefined;
  detectors(projectId: string): readonly Detector[];
  workflows(): readonly Workflow[];
}
