import type { Issue } from "../../ingest/store/issues.ts";

/**
 * What Sentry's description of an issue contains but the local cloud does not implement: sessions,
 * integrations, owners and automatic fixes. `inbox` means that the issue has not been reviewed.
 */
export function issueExtras(issue: Issue) {
  return {
    inbox: {
      reason: 0,
      reason_details: null,
      date_added: new Date(issue.firstSeenMs).toISOString(),
    },
    owners: null,
    sessionCount: 0,
    integrationIssues: [],
    sentryAppIssues: [],
    latestEventHasAttachments: false,
    derivedData: {
      blocker: "",
      progress: "",
      status: issue.status,
      viewCount: 0,
      hasOpenFixPr: false,
      isAssigned: false,
      hasRootCause: false,
      lastCompletedAutofixStep: "",
      lastProgressedAt: null,
    },
  };
}
