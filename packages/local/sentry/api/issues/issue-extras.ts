import type { Issue } from "../../ingest/store/issues.ts";

/**
 * What Sentry's description has of every issue and the local cloud has nothing behind: sessions,
 * integrations, owners and automatic fixes. `inbox` says that nobody has looked at it.
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
