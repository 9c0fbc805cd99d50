import * as pulumi from "@pulumi/pulumi";
import type * as sentry from "@pulumi/sentry";
import { issueStreamMonitorId } from "./issue-stream-monitor.ts";
import {
  alertOnErrorCount,
  createAlert,
  createLimitedKey,
  createProject,
  filterNoise,
  type ProjectArgs,
} from "./sentry-project.ts";

export interface PartErrorsArgs extends ProjectArgs {
  readonly part: string;
}

/**
 * The Sentry project of another part of the product, such as its pages: their errors do not use up
 * the Worker's quota, and each part's alerts have its own owners.
 *
 * ```ts
 * new PartErrors("errors-web", { naming: config, settings: config.errors, part: "web" });
 * ```
 */
export class PartErrors extends pulumi.ComponentResource {
  /** For the part's build: it grants no read access, and the key's rate limit bounds a flood. */
  readonly dsn: pulumi.Output<string>;
  readonly key: sentry.Key;

  constructor(name: string, args: PartErrorsArgs, options?: pulumi.ComponentResourceOptions) {
    super("seaworthy:infra:PartErrors", name, {}, options);
    const project = createProject(name, args, this);
    const keyName = args.part;
    this.key = createLimitedKey(`${name}-key`, args, { project, keyName }, { parent: this });
    filterNoise(name, args, project, this);
    alertOnErrorCount(name, args, project, this);
    const { organization } = args.settings;
    const monitorId = issueStreamMonitorId({ organization, project: project.slug }, this);
    createAlert(`${name}-new-issue-alert`, { title: "New issue", monitorId }, args, this);
    this.dsn = this.key.dsnPublic;
    this.registerOutputs({ dsn: this.dsn });
  }
}
