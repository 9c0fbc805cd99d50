import type { DeclaredRelease, Deploy, Project } from "../../ingest/model.ts";
import type { Release } from "../../ingest/store/releases.ts";
import type { SentryServices } from "../services.ts";

/** A version with everything known about it: what the API received, and what was seen of it. */
export interface KnownRelease {
  readonly version: string;
  readonly declared: DeclaredRelease | undefined;
  readonly seen: readonly { readonly project: Project; readonly release: Release }[];
  readonly deploys: readonly Deploy[];
}

/** The releases of these projects, newest first. */
export function releasesOf(
  { state, events }: SentryServices,
  projects: readonly Project[],
): KnownRelease[] {
  const byId = new Map(projects.map((project) => [project.id, project]));
  const seen = events.releases.list([...byId.keys()]).flatMap((release) => {
    const project = byId.get(release.projectId);
    return project ? [{ project, release }] : [];
  });
  return [...Map.groupBy(seen, ({ release }) => release.version)].map(([version, ofVersion]) => ({
    version,
    declared: state.get("release", version),
    seen: ofVersion,
    deploys: deploysOf(state, version),
  }));
}

/** Newest first. */
export function deploysOf(state: SentryServices["state"], version: string): Deploy[] {
  return state
    .all("deploy")
    .filter((deploy) => deploy.version === version)
    .reverse();
}

const isoOf = (ms: number) => new Date(ms).toISOString();

/** Sentry's Release; commits and authors are not stored. */
export function releaseAnswer({ version, declared, seen, deploys }: KnownRelease) {
  const releases = seen.map(({ release }) => release);
  const newGroups = releases.reduce((sum, { newIssues }) => sum + newIssues, 0);
  const first = Math.min(...releases.map(({ firstSeenMs }) => firstSeenMs));
  const last = Math.max(...releases.map(({ lastSeenMs }) => lastSeenMs));
  const [lastDeploy] = deploys;
  return {
    id: Math.min(...releases.map(({ id }) => id)),
    version,
    shortVersion: version.slice(0, 12),
    versionInfo: null,
    status: declared?.status ?? "open",
    ref: declared?.ref ?? null,
    url: declared?.url ?? null,
    dateStarted: declared?.dateStarted ?? null,
    dateReleased: declared?.dateReleased ?? null,
    dateCreated: declared?.dateCreated ?? isoOf(first),
    firstEvent: last === 0 ? null : isoOf(first),
    lastEvent: last === 0 ? null : isoOf(last),
    newGroups,
    data: {},
    commitCount: 0,
    deployCount: deploys.length,
    ...(lastDeploy ? { lastDeploy: deployAnswer(lastDeploy) } : {}),
    authors: [],
    projects: seen.map(projectAnswer),
  };
}

function projectAnswer({ project, release }: KnownRelease["seen"][number]) {
  const { id, slug, name, platform } = project;
  const hasHealthData = release.sessions > 0;
  const sessions = {
    totalSessions: release.sessions,
    sessionsErrored: release.errored,
    sessionsCrashed: release.crashed,
  };
  return {
    id: Number(id),
    slug,
    name,
    platform,
    platforms: [],
    newGroups: release.newIssues,
    hasHealthData,
    healthData: { hasHealthData, ...sessions, stats: {} },
  };
}

/** Sentry's Deploy. */
export function deployAnswer({ version: _version, ...deploy }: Deploy) {
  return { ...deploy, name: deploy.name ?? deploy.id };
}
