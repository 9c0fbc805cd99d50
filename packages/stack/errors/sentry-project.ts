import type * as pulumi from "@pulumi/pulumi";
import * as sentry from "@pulumi/sentry";
import type { Config } from "../config/schema.ts";
import { type Naming, nameOf } from "../naming.ts";

/** What each Sentry project of a stack is made of. */
export interface ProjectArgs {
  readonly naming: Naming;
  readonly settings: Config["errors"];
  /** The part of the product whose project it is. Default: the Worker. */
  readonly part?: string;
}

type Parent = pulumi.ComponentResource;

/** A condition on the events of an alert. */
export type AlertCondition = { readonly taggedEvent: { readonly key: string; match: string } };

/**
 * Notifies an issue's owners, or every active member of the organization when it has none, so an
 * alert always reaches someone.
 */
const email = {
  actions: [{ email: { targetType: "issue_owners", fallthroughType: "ActiveMembers" } }],
  logicType: "any-short",
};

/** What a monitor's condition does to its issue (Sentry's `conditionResult`). */
const issueState = { high: 75, resolved: 0 } as const;

export function createProject(name: string, args: ProjectArgs, parent: Parent): sentry.Project {
  const { organization } = args.settings;
  const slug = nameOf(args.naming, "sentry", args.part);
  const team = new sentry.Team(`${name}-team`, { organization, name: slug, slug }, { parent });
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
  return new sentry.Project(`${name}-project`, inputs, { parent });
}

/** A key whose rate limit bounds a flood. */
export function createLimitedKey(
  name: string,
  { settings: { organization, keyLimit } }: ProjectArgs,
  { project, keyName }: { project: sentry.Project; keyName: pulumi.Input<string> },
  options: pulumi.CustomResourceOptions,
): sentry.Key {
  const limit = { rateLimitCount: keyLimit.count, rateLimitWindow: keyLimit.windowSeconds };
  const inputs = { organization, project: project.slug, name: keyName, ...limit };
  return new sentry.Key(name, inputs, options);
}

export function filterNoise(
  name: string,
  { settings: { organization, inboundFilters } }: ProjectArgs,
  project: sentry.Project,
  parent: Parent,
): void {
  for (const filterId of inboundFilters) {
    const inputs: sentry.ProjectInboundDataFilterArgs = {
      organization,
      project: project.slug,
      filterId,
      active: true,
    };
    new sentry.ProjectInboundDataFilter(`${name}-filter-${filterId}`, inputs, { parent });
  }
  new sentry.ProjectSpikeProtection(
    `${name}-spikes`,
    { organization, project: project.slug, enabled: true },
    { parent },
  );
}

export function alertOnErrorCount(
  name: string,
  args: ProjectArgs,
  project: sentry.Project,
  parent: Parent,
): void {
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
  const monitor = new sentry.MetricMonitor(`${name}-error-rate`, inputs, { parent });
  createAlert(
    `${name}-error-rate-alert`,
    { title: "Error count", monitorId: monitor.id },
    args,
    parent,
  );
}

export function createAlert(
  name: string,
  alert: {
    readonly title: string;
    readonly monitorId: pulumi.Input<string>;
    readonly conditions?: readonly AlertCondition[];
  },
  { settings }: ProjectArgs,
  parent: Parent,
): sentry.Alert {
  const { title, monitorId, conditions = [] } = alert;
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
  return new sentry.Alert(name, inputs, { parent });
}
