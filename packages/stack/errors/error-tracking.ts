import * as pulumi from "@pulumi/pulumi";
import * as sentry from "@pulumi/sentry";
import { operations } from "@seaworthy/platform/runtime/operations";
import type { Credential } from "@seaworthy/sdk/index";
import type { Config } from "../config/schema.ts";
import type { Naming } from "../naming.ts";
import { inUse } from "../secrets/in-use.ts";
import { issueStreamMonitorId } from "./issue-stream-monitor.ts";
import {
  alertOnErrorCount,
  createAlert,
  createLimitedKey,
  createProject,
  filterNoise,
} from "./sentry-project.ts";
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
    const project = createProject(name, args, this);
    this.keys = {
      a: this.createKey(name, args, project, "a"),
      b: this.createKey(name, args, project, "b"),
    };
    filterNoise(name, args, project, this);
    alertOnErrorCount(name, args, project, this);
    this.alertOnOutage(name, args, project);
    this.alertOnIssues(name, args, project);

    this.dsn = inUse(args.key, this.keys.a.dsnPublic, this.keys.b.dsnPublic);
    this.projectSlug = project.slug;
    this.registerOutputs({ projectSlug: this.projectSlug });
  }

  /**
   * Sentry generates the value, so a new value means a new key: it is created before the old one is
   * deleted.
   */
  private createKey(
    name: string,
    args: ErrorTrackingArgs,
    project: sentry.Project,
    slot: "a" | "b",
  ): sentry.Key {
    const keyName = pulumi.interpolate`worker-${args.key.label(slot)}`;
    return createLimitedKey(
      `${name}-key-${slot}`,
      args,
      { project, keyName },
      {
        parent: this,
        replaceOnChanges: ["name"],
      },
    );
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
    createAlert(`${name}-uptime-alert`, { title, monitorId: monitor.id }, args, this);
  }

  /** One mail per new error, and one per incident of the Worker's own alerts. */
  private alertOnIssues(name: string, args: ErrorTrackingArgs, project: sentry.Project): void {
    const monitorId = issueStreamMonitorId(
      { organization: args.settings.organization, project: project.slug },
      this,
    );
    const issue = { title: "New issue", monitorId, conditions: onErrors };
    createAlert(`${name}-new-issue-alert`, issue, args, this);
    const number = { title: "Alert on a number", monitorId, conditions: onNumbers };
    createAlert(`${name}-number-alert`, number, args, this);
  }
}
