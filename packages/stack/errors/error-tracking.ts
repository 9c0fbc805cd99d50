import * as pulumi from "@pulumi/pulumi";
import * as sentry from "@pulumi/sentry";
import { operations } from "@seaworthy/platform/runtime/operations";
import type { Credential } from "@seaworthy/sdk/index";
import type { Config } from "../config/schema.ts";
import { type Naming, nameOf } from "../naming.ts";
import { inUse } from "../secrets/in-use.ts";
import { issueStreamMonitorId } from "./issue-stream-monitor.ts";
import { uptimeChecksFor } from "./uptime-checks.ts";

export interface ErrorTrackingArgs {
  readonly naming: Naming;
  readonly settings: Config["errors"];
  /** Selects which of the two client keys is in use. */
  readonly key: Credential;
  /** What the uptime monitor checks. */
  readonly appUrl: string;
  /** Share of the time that the app promises to be up. */
  readonly availability: number;
}

/**
 * Notifies an issue's owners, or every active member of the organization when it has none, so an
 * alert always reaches someone.
 */
const email = {
  actions: [{ email: { targetType: "issue_owners", fallthroughType: "ActiveMembers" } }],
  logicType: "any-short",
};

/** The Worker tags the events of its own alerts with this: they report numbers, not errors. */
const alertTag = "alert";
const onNumbers = [{ taggedEvent: { key: alertTag, match: "is" } }];
const onErrors = [{ taggedEvent: { key: alertTag, match: "ns" } }];

/**
 * A Sentry project with a rate-limited key, inbound filters, and alerts that reach people.
 *
 * ```ts
 * const errors = new ErrorTracking("errors", {
 *   ...{ naming: config, settings: config.errors, key, appUrl, availability: 0.999 },
 * });
 * ```
 */
export class ErrorTracking extends pulumi.ComponentResource {
  /**
   * Where the Worker sends events. Public by design: it grants no read access, and the key's rate
   * limit bounds a flood.
   */
  readonly dsn: pulumi.Output<string>;
  readonly projectSlug: pulumi.Output<string>;
  readonly keys: Readonly<Record<"a" | "b", sentry.Key>>;

  constructor(name: string, args: ErrorTrackingArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:ErrorTracking", name, {}, options);
    const project = this.createProject(name, args);
    this.keys = {
      a: this.createKey(name, args, project, "a"),
      b: this.createKey(name, args, project, "b"),
    };
    this.filterNoise(name, args, project);
    this.alertOnErrorCount(name, args, project);
    this.alertOnOutage(name, args, project);
    this.alertOnIssues(name, args, project);

    this.dsn = inUse(args.key, this.keys.a.dsnPublic, this.keys.b.dsnPublic);
    this.projectSlug = project.slug;
    this.registerOutputs({ projectSlug: this.projectSlug });
  }

  private createProject(name: string, { naming, settings }: ErrorTrackingArgs): sentry.Project {
    const { organization } = settings;
    const slug = nameOf(naming, "sentry");
    const team = new sentry.Team(
      `${name}-team`,
      { organization, name: slug, slug },
      { parent: this },
    );
    // Sentry's default alert and key would be outside the program: neither limited nor managed.
    const inputs: sentry.ProjectArgs = {
      organization,
      teams: [team.slug],
      name: slug,
      slug,
      platform: "javascript",
      defaultKey: false,
      defaultRules: false,
    };
    return new sentry.Project(`${name}-project`, inputs, { parent: this });
  }

  /**
   * Sentry generates the value, so a new value means a new key: it is created before the old one is
   * deleted.
   */
  private createKey(
    name: string,
    { settings, key }: ErrorTrackingArgs,
    project: sentry.Project,
    slot: "a" | "b",
  ): sentry.Key {
    const { organization, keyLimit } = settings;
    const limit = { rateLimitCount: keyLimit.count, rateLimitWindow: keyLimit.windowSeconds };
    const inputs: sentry.KeyArgs = {
      organization,
      project: project.slug,
      name: pulumi.interpolate`worker-${key.label(slot)}`,
      ...limit,
    };
    return new sentry.Key(`${name}-key-${slot}`, inputs, {
      parent: this,
      replaceOnChanges: ["name"],
    });
  }

  private filterNoise(
    name: string,
    { settings: { organization, inboundFilters } }: ErrorTrackingArgs,
    project: sentry.Project,
  ): void {
    for (const filterId of inboundFilters) {
      const inputs: sentry.ProjectInboundDataFilterArgs = {
        organization,
        project: project.slug,
        filterId,
        active: true,
      };
      new sentry.ProjectInboundDataFilter(`${name}-filter-${filterId}`, inputs, { parent: this });
    }
    new sentry.ProjectSpikeProtection(
      `${name}-spikes`,
      { organization, project: project.slug, enabled: true },
      { parent: this },
    );
  }

  private alertOnErrorCount(name: string, args: ErrorTrackingArgs, project: sentry.Project): void {
    const { organization, alerts } = args.settings;
    const measure = {
      dataset: "events",
      eventTypes: ["default", "error"],
      aggregate: "count()",
      query: "",
      timeWindowSeconds: alerts.windowSeconds,
    };
    const conditions = [
      { type: "gt", comparison: alerts.errorCount, conditionResult: issueState.high },
      { type: "lte", comparison: alerts.errorCount, conditionResult: issueState.resolved },
    ];
    const detection = {
      issueDetection: { type: "static" },
      conditionGroup: { logicType: "any", conditions },
    };
    const inputs: sentry.MetricMonitorArgs = {
      organization,
      project: project.slug,
      name: "Error count",
      ...measure,
      ...detection,
    };
    const monitor = new sentry.MetricMonitor(`${name}-error-rate`, inputs, { parent: this });
    this.createAlert(`${name}-error-rate-alert`, "Error count", monitor.id, args);
  }

  /** Sentry asks the app from outside, where a broken route to it is seen too. */
  private alertOnOutage(name: string, args: ErrorTrackingArgs, project: sentry.Project): void {
    const title = "App is down";
    const inputs: sentry.UptimeMonitorArgs = {
      organization: args.settings.organization,
      project: project.slug,
      name: title,
      url: args.appUrl + operations.ready.path,
      method: "GET",
      environment: args.naming.environment,
      ...uptimeChecksFor(args.availability),
    };
    const monitor = new sentry.UptimeMonitor(`${name}-uptime`, inputs, { parent: this });
    this.createAlert(`${name}-uptime-alert`, title, monitor.id, args);
  }

  /** One mail per new error, and one per incident of the Worker's own alerts. */
  private alertOnIssues(name: string, args: ErrorTrackingArgs, project: sentry.Project): void {
    const monitorId = issueStreamMonitorId(
      { organization: args.settings.organization, project: project.slug },
      this,
    );
    this.createAlert(`${name}-new-issue-alert`, "New issue", monitorId, args, onErrors);
    this.createAlert(`${name}-number-alert`, "Alert on a number", monitorId, args, onNumbers);
  }

  private createAlert(
    name: string,
    title: string,
    monitorId: pulumi.Input<string>,
    { settings }: ErrorTrackingArgs,
    conditions: readonly { taggedEvent: { key: string; match: string } }[] = [],
  ): sentry.Alert {
    const filter = conditions.length === 0 ? email : { ...email, conditions: [...conditions] };
    const when = {
      triggerConditions: [{ firstSeenEvent: {} }, { regressionEvent: {} }],
      frequencyMinutes: settings.alerts.everyMinutes,
    };
    const inputs: sentry.AlertArgs = {
      organization: settings.organization,
      name: title,
      enabled: true,
      monitorIds: [monitorId],
      actionFilters: [filter],
      ...when,
    };
    return new sentry.Alert(name, inputs, { parent: this });
  }
}

/** What a monitor's condition does to its issue (Sentry's `conditionResult`). */
const issueState = { high: 75, resolved: 0 } as const;
