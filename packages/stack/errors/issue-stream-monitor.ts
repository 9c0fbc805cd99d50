import * as pulumi from "@pulumi/pulumi";
import utilities from "@pulumi/sentry/bin/utilities.js";

export interface IssueStreamMonitorArgs {
  readonly organization: pulumi.Input<string>;
  /** The project's slug. */
  readonly project: pulumi.Input<string>;
}

/**
 * The monitor that Sentry creates for every project and that sees all of its issues: alerts on
 * issues are connected to it.
 *
 * `sentry_project_issue_stream_monitor` of terraform-provider-sentry 0.15.4, which the generated
 * package omits.
 */
export function issueStreamMonitorId(
  args: IssueStreamMonitorArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const token = "sentry:index/getProjectIssueStreamMonitor:getProjectIssueStreamMonitor";
  const found: pulumi.Output<{ id: string }> = pulumi.runtime.invokeOutput(
    token,
    { ...args },
    { parent },
    utilities.getPackage(),
  );
  return found.apply(({ id }) => id);
}
