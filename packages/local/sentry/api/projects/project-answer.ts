import type { Project } from "../../ingest/model.ts";
import type { EventStore } from "../../ingest/store/event-store.ts";
import { access, organizationAnswer } from "../organization.ts";
import type { SentryState } from "../sentry-state.ts";
import { defaultOptions, defaultSettings } from "./project-settings.ts";

const isoOf = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());

/** Sentry products that the local cloud does not ingest. */
const unused = Object.fromEntries(
  [
    ...[
      "hasFeedbacks",
      "hasFlags",
      "hasMinifiedStackTrace",
      "hasMonitors",
      "hasNewFeedbacks",
      "hasProfiles",
      "hasReplays",
      "hasInsightsHttp",
    ],
    ...[
      "hasInsightsDb",
      "hasInsightsAssets",
      "hasInsightsAppStart",
      "hasInsightsScreenLoad",
      "hasInsightsVitals",
      "hasInsightsCaches",
    ],
    ...["hasInsightsQueues", "hasInsightsAgentMonitoring", "hasInsightsMCP", "hasTraceMetrics"],
  ].map((name) => [name, false]),
);

/** Sentry's project as in lists. */
export function projectSummary(state: SentryState, events: EventStore, project: Project) {
  const teams = project.teamIds
    .flatMap((id) => state.get("team", id) ?? [])
    .map(({ id, slug, name }) => ({ id, slug, name }));
  const issues = events.issues.list([project.id]);
  const release = events.releases.latest(project.id);
  const counts = events.releases.list([project.id]);
  return {
    id: project.id,
    slug: project.slug,
    name: project.name,
    platform: project.platform,
    dateCreated: project.dateCreated,
    isBookmarked: project.settings.isBookmarked ?? false,
    isMember: true,
    features: [],
    firstEvent: isoOf(
      issues.reduce<number | undefined>(
        (first, issue) => Math.min(first ?? issue.firstSeenMs, issue.firstSeenMs),
        undefined,
      ),
    ),
    firstTransactionEvent:
      events.events.list({ projectId: project.id, types: ["transaction"], limit: 1 }).length > 0,
    access,
    hasAccess: true,
    ...unused,
    hasSessions: counts.some(({ sessions }) => sessions > 0),
    hasLogs: events.logs.list(project.id, 1).length > 0,
    hasUserReports: false,
    team: teams[0] ?? null,
    teams,
    platforms: project.platform === null ? [] : [project.platform],
    environments: environmentsOf(events, project),
    latestRelease: release === null ? null : { version: release },
    isInternal: false,
    isPublic: false,
    avatar: { avatarType: "letter_avatar", avatarUuid: null, avatarUrl: null },
    color: "#3f70bf",
    status: "active",
    options: { ...defaultOptions, ...project.options },
  };
}

function environmentsOf(events: EventStore, project: Project): string[] {
  return [
    ...new Set(
      events.events
        .list({ projectId: project.id, limit: 100 })
        .flatMap((event) => event.environment ?? []),
    ),
  ];
}

/** Sentry's project in full. */
export function projectAnswer(
  state: SentryState,
  events: EventStore,
  apiUrl: string,
  project: Project,
) {
  const { team, ...summary } = projectSummary(state, events, project);
  return {
    ...summary,
    ...(team === null ? {} : { team }),
    ...defaultSettings,
    ...project.settings,
    resolveAge: project.settings.resolveAge ?? 0,
    options: { ...defaultOptions, ...project.options },
    organization: organizationAnswer(apiUrl),
    highlightPreset: { tags: [], context: {} },
    groupingConfig: "newstyle:2026-01-20",
    derivedGroupingEnhancements: "",
    secondaryGroupingExpiry: 0,
    secondaryGroupingConfig: null,
    processingIssues: 0,
    relayPiiConfig: null,
    builtinSymbolSources: [],
    dynamicSamplingBiases: [],
    symbolSources: "[]",
    isDynamicallySampled: false,
    tempestFetchScreenshots: false,
    autofixAutomationTuning: "off",
    seerScannerAutomation: false,
    seerNightshiftTweaks: null,
    debugFilesRole: null,
  };
}
