import { defined } from "@seaworthy/core/defined";
import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Events, StoredEvent } from "../../ingest/store/events.ts";
import type { Issue, Issues } from "../../ingest/store/issues.ts";
import { projectOf, projectsOfQuery } from "../http/lookup.ts";
import { paginate, paginateQuery } from "../http/pagination.ts";
import { notFound, notImplemented, problem } from "../http/problem.ts";
import { parseBody } from "../http/request-body.ts";
import { type Sorting, sorted } from "../http/sorting.ts";
import type { SentryServices } from "../services.ts";
import { eventAnswer, eventSummary } from "./event-answer.ts";
import { issueAnswer } from "./issue-answer.ts";
import { checkChartPeriod, seenInPeriod } from "./issue-period.ts";
import { hasTag, matchesIssueQuery } from "./issue-query.ts";

const changedIssue = z.strictObject({ status: z.enum(["resolved", "unresolved", "ignored"]) });

export function addIssueRoutes(app: Hono, services: SentryServices): void {
  const { state, events, alerts, apiUrl } = services;
  const nowMs = () => Date.parse(state.now());
  const answer = (issue: Issue) => {
    const project = state.project(issue.projectId);
    return project ? [issueAnswer(events, apiUrl, project, issue, nowMs())] : [];
  };
  app.get("/api/0/projects/:org/:project/issues/", (context) => {
    refuseUnserved(context, "hashes");
    checkChartPeriod(context);
    const listed = listIssues(services, context, [projectOf(state, context).id], () => true);
    return context.json(listed.flatMap(answer));
  });

  app.get("/api/0/organizations/:org/issues/", (context) => {
    refuseUnserved(context, "viewId");
    const projectIds = projectsOfQuery(state, context).map(({ id }) => id);
    const listed = listIssues(services, context, projectIds, seenInPeriod(context, nowMs()));
    return context.json(listed.flatMap(answer));
  });

  const one = "/api/0/organizations/:org/issues/:issue/";
  app.get(one, (context) => context.json(answer(issueOf(services, context))[0]));

  app.put(one, async (context) => {
    const { status } = await parseBody(context, changedIssue);
    const issue = issueOf(services, context);
    events.issues.setStatus(issue.id, status);
    if (status === "resolved" && issue.status !== "resolved")
      alerts.onResolved({ ...issue, status });
    return context.json(answer({ ...issue, status })[0]);
  });

  app.delete(one, (context) => {
    events.issues.delete(issueOf(services, context).id);
    return context.body(null, 202);
  });
}

/** One page of what the query chooses, in its order. */
function listIssues(
  { events, alerts }: SentryServices,
  context: Context,
  projectIds: readonly string[],
  chosen: (issue: Issue) => boolean,
): readonly Issue[] {
  alerts.evaluateMonitors();
  const environments = context.req.queries("environment") ?? [];
  const inEnvironment = (issue: Issue) =>
    environments.length === 0 ||
    environments.some((name) => hasTag(events, issue, "environment", name));
  const matches = matchesIssueQuery(events, context.req.query("query") ?? "is:unresolved");
  const issues = events.issues
    .list(projectIds)
    .filter((issue) => chosen(issue) && matches(issue) && inEnvironment(issue));
  return paginate(context, sorted(context, issues, issueOrders(events.issues)), "limit");
}

/** Parameters that choose issues and that the local cloud lacks, so that a list is never wider. */
function refuseUnserved(context: Context, name: string): void {
  if (context.req.query(name) !== undefined)
    throw notImplemented(`The parameter ${name} of issues`);
}

/** Newest, most or latest first. */
function issueOrders(issues: Issues): Sorting<Issue> {
  return {
    parameter: "sort",
    byDefault: "date",
    direction: "descending",
    keys: {
      date: ({ lastSeenMs }) => lastSeenMs,
      new: ({ firstSeenMs }) => firstSeenMs,
      inbox: ({ firstSeenMs }) => firstSeenMs,
      freq: ({ count }) => count,
      user: ({ id }) => issues.userCount(id),
      trends: false,
      recommended: false,
    },
  };
}

export function addIssueEventRoutes(app: Hono, services: SentryServices): void {
  const { events } = services.events;
  const path = "/api/0/organizations/:org/issues/:issue/events/";

  app.get(path, (context) => {
    const { id } = issueOf(services, context);
    return context.json(
      paginateQuery(context, (offset, limit) => events.list({ issueId: id, offset, limit })).map(
        eventSummary,
      ),
    );
  });

  app.get(`${path}:event/`, (context) => {
    const event = namedEvent(events, issueOf(services, context), context.req.param("event"));
    if (!event) throw problem(404, { detail: "Event not found" });
    return context.json(eventAnswer(services.events, event));
  });
}

/** By id, or `latest`, `oldest` or `recommended`. */
function namedEvent(events: Events, issue: Issue, name: string): StoredEvent | undefined {
  const list = (limit?: number) => events.list({ issueId: issue.id, ...defined({ limit }) });
  if (name === "latest" || name === "recommended") return list(1)[0];
  if (name === "oldest") return list().at(-1);
  const event = events.get(issue.projectId, name);
  return event?.issueId === issue.id ? event : undefined;
}

function issueOf({ events, alerts }: SentryServices, context: Context): Issue {
  alerts.evaluateMonitors();
  const issue = events.issues.get(Number(context.req.param("issue")));
  if (!issue) throw notFound();
  return issue;
}
