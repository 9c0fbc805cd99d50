import type { ParityRow } from "../../kernel/vendor.ts";

const org = "/api/0/organizations/{org}";
const project = "/api/0/projects/{org}/{project}";

/** How the local Sentry treats each call and field. */
export const sentryParity: readonly ParityRow[] = [
  { what: "GET /api/0/internal/health/", level: "enforced" },
  { what: `GET ${org}/`, level: "enforced", note: "one organization, seaworthy-local" },
  {
    what: `${org}/teams/, /api/0/teams/{org}/{team}/`,
    level: "enforced",
    note: "list, create, read, update, delete; members are not kept",
  },
  {
    what: `${project}/, /api/0/teams/{org}/{team}/projects/`,
    level: "enforced",
    note: "create with the two monitors and the Default key that Sentry makes; delete with keys, monitors and events",
  },
  {
    what: `POST /api/0/teams/{org}/{team}/projects/ default_rules: true`,
    level: "refused",
    note: "no default alert is created; `false` is accepted",
  },
  { what: `PUT ${project}/ name, slug, platform`, level: "enforced" },
  {
    what: `PUT ${project}/ options filters:error_messages, filters:releases, filters:blacklisted_ips`,
    level: "enforced",
    note: "patterns, one a line, at the ingest",
  },
  {
    what: `PUT ${project}/ options filters:react-hydration-errors, filters:chunk-load-error, feedback:branding`,
    level: "accepted",
  },
  {
    what: `PUT ${project}/ dataScrubber, dataScrubberDefaults, sensitiveFields, safeFields, scrubIPAddresses`,
    level: "accepted",
    note: "events are stored unscrubbed, on this machine only",
  },
  {
    what: `PUT ${project}/ fingerprintingRules, groupingEnhancements`,
    level: "accepted",
    note: "issues are grouped by the SDK's fingerprint, otherwise by exception, location and source line",
  },
  {
    what: `PUT ${project}/ digestsMinDelay, digestsMaxDelay, resolveAge, subject*, highlight*, security*, allowedDomains, verifySSL, …`,
    level: "accepted",
  },
  {
    what: `${project}/keys/, …/keys/{key}/`,
    level: "enforced",
    note: "isActive: a disabled key's events get 403",
  },
  {
    what: `${project}/keys/ rateLimit`,
    level: "enforced",
    note: "errors in fixed windows; 429 with Retry-After and X-Sentry-Rate-Limits; transactions, sessions and logs pass, as at Sentry",
  },
  {
    what: `${project}/keys/ browserSdkVersion, dynamicSdkLoaderOptions, useCase`,
    level: "accepted",
  },
  {
    what: "GET dsn.cdn of a key (Sentry's loader script)",
    level: "refused",
    note: "501: load the SDK from its package",
  },
  {
    what: `${project}/filters/ browser-extensions, filtered-transaction, legacy-browsers, localhost, web-crawlers`,
    level: "enforced",
    note: "with shorter lists than Sentry's",
  },
  {
    what: `${org}/spike-protections/`,
    level: "accepted",
    note: "shown in the project's options; only a key's rate limit drops events here",
  },
  {
    what: `${org}/detectors/, ${org}/projects/{project}/detectors/`,
    level: "enforced",
    note: "metric_issue monitors with static and percent detection, evaluated every 2 s and on every read",
  },
  {
    what: "detectors: aggregate count, count_unique(user), failure_rate, failure_count, avg, min, max, p50 to p100 of duration",
    level: "enforced",
    note: "datasets events, transactions, generic_metrics, events_analytics_platform",
  },
  {
    what: "detectors: type uptime_domain_failure",
    level: "accepted",
    note: "with Sentry's intervals, timeouts and bounds; no check is sent",
  },
  { what: "detectors: type uptime_domain_failure, assertion", level: "refused" },
  { what: "detectors: queryType, extrapolationMode, owner", level: "accepted" },
  {
    what: "detectors: other types, datasets and aggregates, dynamic detection, workflowIds",
    level: "refused",
  },
  {
    what: `${org}/workflows/`,
    level: "enforced",
    note: "connected by detectorIds; each issue fires an alert once in its frequency",
  },
  {
    what: "workflows: triggers first_seen_event, regression_event, issue_resolved_trigger",
    level: "enforced",
  },
  {
    what: "workflows: trigger reappeared_event",
    level: "accepted",
    note: "archived issues do not escalate here, so it never fires",
  },
  {
    what: "workflows: action filter conditions level, tagged_event, event_attribute, issue_occurrences, issue_category, issue_priority_greater_or_equal, age_comparison, assigned_to, latest_release, event_frequency_count, event_unique_user_frequency_count",
    level: "enforced",
  },
  { what: "workflows: every other condition type", level: "refused" },
  {
    what: "workflows: actions email, webhook, slack, pagerduty, discord, msteams, opsgenie, plugin",
    level: "accepted",
    note: `nothing is sent; what would have been sent is at GET ${org}/seaworthy-notifications/ and in the console`,
  },
  { what: "workflows: every other action type", level: "refused" },
  {
    what: `${project}/rules/, ${org}/alert-rules/`,
    level: "refused",
    note: "410: deprecated by Sentry in favour of monitors and alerts",
  },
  {
    what: `GET ${project}/events/, …/events/{id}/, …/events/{id}/json/`,
    level: "enforced",
    note: "the newest 10,000 of a project, and up to 500 more before the oldest are dropped",
  },
  {
    what: `GET ${project}/issues/, ${org}/issues/, …/issues/{id}/, …/issues/{id}/events/`,
    level: "enforced",
    note: "query: is, level, title, error.type, issue.category, release, environment; the 5,000 most recently seen issues of each project are kept",
  },
  { what: `PUT ${org}/issues/{id}/ status`, level: "enforced", note: "other fields are refused" },
  {
    what: `${org}/releases/, ${project}/releases/, ${org}/releases/{version}/deploys/`,
    level: "enforced",
    note: "list, create, read, update, delete; commits, refs, owners and legacy release files are refused; the 1,000 most recently seen releases of each project are kept",
  },
  {
    what: `${org}/chunk-upload/, ${org}/artifactbundle/assemble/`,
    level: "enforced",
    note: "artifact bundles with debug ids, up to 100 MB, the newest 100 files of a project: stack frames name the lines of the sources; debug files and bundles found by release and path alone are not used",
  },
  {
    what: "the API at the root of a host",
    level: "enforced",
    note: "on a port of its own, for sentry-cli: SENTRY_URL is sentry.api of seaworthy status local --json",
  },
  {
    what: "ingest POST /api/{project}/envelope/",
    level: "enforced",
    note: "event, transaction, session, sessions, log, client_report are read; gzip, deflate, br, zstd; Relay's size limits, and 1,000 items; JSON of at most 127 levels, as serde_json",
  },
  {
    what: "ingest: attachment, span, trace_metric, check_in, feedback, user_report, profile, profile_chunk, raw_security items",
    level: "accepted",
    note: "outcomes are counted; contents are not stored",
  },
  {
    what: "ingest: other item types",
    level: "accepted",
    note: "counted as invalid by name; not stored",
  },
  { what: "ingest POST /api/{project}/store/", level: "enforced", note: "one event" },
  {
    what: "ingest POST /api/{project}/security/, csp-report, minidump, unreal, nel, attachments, cron, integration/otlp",
    level: "refused",
  },
  {
    what: "every other call, every other body field",
    level: "refused",
    note: "501 with method and path; 400 naming the field",
  },
];
