import type { Context, Hono } from "hono";
import type { z } from "zod";
import type { Detector, Project } from "../../ingest/model.ts";
import { findDetector, findProject, projectOf, projectsOfQuery } from "../http/lookup.ts";
import { paginate } from "../http/pagination.ts";
import { notImplemented, problem } from "../http/problem.ts";
import { parseTyped } from "../http/request-body.ts";
import { type Sorting, sorted } from "../http/sorting.ts";
import type { SentryState } from "../sentry-state.ts";
import type { SentryServices } from "../services.ts";
import { detectorAnswer } from "./detector-answer.ts";
import { type DetectorBody, declaredDetector, detectorBody } from "./detector-body.ts";
import { declaredUptime, type UptimeBody, uptimeBody } from "./uptime-body.ts";

export function addDetectorRoutes(app: Hono, { state, events }: SentryServices): void {
  app.get("/api/0/organizations/:org/detectors/", (context) => {
    const wanted = detectorFilter(context);
    const detectors = projectsOfQuery(state, context)
      .flatMap((project) => state.detectors(project.id))
      .filter(wanted);
    return context.json(
      paginate(context, sorted(context, detectors, detectorOrders(state))).map((detector) =>
        detectorAnswer(state, detector),
      ),
    );
  });

  app.post("/api/0/organizations/:org/projects/:project/detectors/", async (context) => {
    const body = await parseTyped(context, bodyOf);
    const detector = newDetector(state, projectOf(state, context), body);
    state.put("detector", detector);
    return context.json(detectorAnswer(state, detector), 201);
  });

  app.get("/api/0/organizations/:org/detectors/:detector/", (context) => {
    return context.json(detectorAnswer(state, findDetector(state, context.req.param("detector"))));
  });

  app.put("/api/0/organizations/:org/detectors/:detector/", async (context) => {
    const body = await parseTyped(context, bodyOf);
    const detector = findDetector(state, context.req.param("detector"));
    if (!isDeclared(detector))
      throw notImplemented(`Changing a monitor of type "${detector.type}"`);
    if (detector.type !== body.type)
      throw problem(400, { type: ["The type of a monitor cannot be changed."] });
    const declared = declaredBy(body, state.nextId);
    const changed: Detector = { ...detector, ...declared, dateUpdated: state.now() };
    state.put("detector", changed);
    // Evaluated from scratch with its new thresholds.
    events.monitorStates.delete(detector.id);
    return context.json(detectorAnswer(state, changed));
  });

  app.delete("/api/0/organizations/:org/detectors/:detector/", (context) => {
    const detector = findDetector(state, context.req.param("detector"));
    if (!isDeclared(detector))
      throw problem(403, { detail: "The project's own monitors cannot be deleted." });
    state.delete("detector", detector.id);
    events.monitorStates.delete(detector.id);
    return context.body(null, 204);
  });
}

type Body = DetectorBody | UptimeBody;

const bodyOf = (type: unknown): z.ZodType<Body> =>
  type === "uptime_domain_failure" ? uptimeBody : detectorBody;

const isUptime = (body: Body): body is UptimeBody => body.type === "uptime_domain_failure";

const declaredBy = (body: Body, nextId: () => string) =>
  isUptime(body) ? declaredUptime(body, nextId) : declaredDetector(body, nextId);

/** Not one of those that Sentry makes itself. */
const isDeclared = ({ type }: Detector): boolean =>
  type === "metric_issue" || type === "uptime_domain_failure";

function newDetector(state: SentryState, project: Project, body: Body): Detector {
  if (
    body.projectId !== undefined &&
    body.projectId !== null &&
    findProject(state, String(body.projectId)).id !== project.id
  ) {
    throw problem(400, { projectId: ["Names another project than the path."] });
  }
  const declared = declaredBy(body, state.nextId);
  const now = state.now();
  return {
    ...declared,
    id: state.nextId(),
    projectId: project.id,
    type: isUptime(body) ? body.type : "metric_issue",
    dateCreated: now,
    dateUpdated: now,
  };
}

function detectorOrders(state: SentryState): Sorting<Detector> {
  const workflowsOf = ({ id }: Detector) =>
    state.workflows().filter(({ detectorIds }) => detectorIds.includes(id)).length;
  return {
    parameter: "sortBy",
    byDefault: "id",
    direction: "either",
    keys: {
      id: ({ id }) => Number(id),
      name: ({ name }) => name,
      type: ({ type }) => type,
      connectedWorkflows: workflowsOf,
      latestGroup: false,
      openIssues: false,
    },
  };
}

/** `?id=` and `?query=type:error some words`. */
function detectorFilter(context: Context): (detector: Detector) => boolean {
  const ids = context.req.queries("id") ?? [];
  const terms = (context.req.query("query") ?? "").split(/\s+/).filter(Boolean);
  const unknown = terms.find((term) => term.includes(":") && !/^(type|name):/.test(term));
  if (unknown) throw notImplemented(`The query term "${unknown}" of monitors`);
  return (detector) =>
    (ids.length === 0 || ids.includes(detector.id)) &&
    terms.every((term) => matchesTerm(detector, term));
}

function matchesTerm(detector: Detector, term: string): boolean {
  if (term.startsWith("type:")) return detector.type === term.slice(5);
  return detector.name.toLowerCase().includes(term.replace(/^name:/, "").toLowerCase());
}
