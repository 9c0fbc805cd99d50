import type { ProviderTable } from "../engine/provider.ts";
import { alert } from "./alert.ts";
import { sentryDialect } from "./dialect.ts";
import { getProjectIssueStreamMonitor } from "./issue-stream-monitor.ts";
import { key } from "./key.ts";
import { metricMonitor } from "./metric-monitor.ts";
import { project } from "./project.ts";
import { projectInboundDataFilter } from "./project-inbound-data-filter.ts";
import { projectSpikeProtection } from "./project-spike-protection.ts";
import { team } from "./team.ts";
import { uptimeMonitor } from "./uptime-monitor.ts";

/** Version: that of the Terraform provider named by the generated `@pulumi/sentry`. */
export const sentryTable: ProviderTable = {
  name: "sentry",
  version: "0.15.4",
  baseUrl: { key: "baseUrl", variable: "SENTRY_BASE_URL" },
  token: { key: "token", variable: "SENTRY_AUTH_TOKEN" },
  dialect: sentryDialect,
  types: [
    team,
    project,
    key,
    projectInboundDataFilter,
    projectSpikeProtection,
    metricMonitor,
    uptimeMonitor,
    alert,
  ],
  functions: {
    "sentry:index/getProjectIssueStreamMonitor:getProjectIssueStreamMonitor":
      getProjectIssueStreamMonitor,
  },
};
