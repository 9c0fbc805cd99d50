import type { Hono } from "hono";
import type { Workflow } from "../../ingest/model.ts";
import type { EventStore } from "../../ingest/store/event-store.ts";
import { findWorkflow } from "../http/lookup.ts";
import { paginate } from "../http/pagination.ts";
import { parseBody } from "../http/request-body.ts";
import { type Sorting, sorted } from "../http/sorting.ts";
import { conditionGroupAnswer } from "../monitors/detector-answer.ts";
import { organizationId } from "../organization.ts";
import type { SentryServices } from "../services.ts";
import { declaredWorkflow, workflowBody } from "./workflow-body.ts";

export function addWorkflowRoutes(app: Hono, { state, events }: SentryServices): void {
  const path = "/api/0/organizations/:org/workflows/";

  app.get(path, (context) => {
    const ids = context.req.queries("id") ?? [];
    const words = (context.req.query("query") ?? "").toLowerCase();
    const workflows = state
      .workflows()
      .filter(
        (each) =>
          (ids.length === 0 || ids.includes(each.id)) && each.name.toLowerCase().includes(words),
      );
    return context.json(
      paginate(context, sorted(context, workflows, workflowOrders)).map((workflow) =>
        workflowAnswer(events, workflow),
      ),
    );
  });

  app.post(path, async (context) => {
    const declared = declaredWorkflow(state, await parseBody(context, workflowBody));
    const now = state.now();
    const workflow: Workflow = {
      ...declared,
      id: state.nextId(),
      dateCreated: now,
      dateUpdated: now,
    };
    state.put("workflow", workflow);
    return context.json(workflowAnswer(events, workflow), 201);
  });

  app.get(`${path}:workflow/`, (context) => {
    return context.json(workflowAnswer(events, findWorkflow(state, context.req.param("workflow"))));
  });

  app.put(`${path}:workflow/`, async (context) => {
    const body = await parseBody(context, workflowBody);
    const workflow = findWorkflow(state, context.req.param("workflow"));
    const declared = declaredWorkflow(state, body);
    const changed: Workflow = { ...workflow, ...declared, dateUpdated: state.now() };
    state.put("workflow", changed);
    return context.json(workflowAnswer(events, changed));
  });

  app.delete(`${path}:workflow/`, (context) => {
    state.delete("workflow", findWorkflow(state, context.req.param("workflow")).id);
    return context.body(null, 204);
  });
}

const workflowOrders: Sorting<Workflow> = {
  parameter: "sortBy",
  byDefault: "id",
  direction: "either",
  keys: {
    id: ({ id }) => Number(id),
    name: ({ name }) => name,
    dateCreated: ({ dateCreated }) => dateCreated,
    dateUpdated: ({ dateUpdated }) => dateUpdated,
    connectedDetectors: ({ detectorIds }) => detectorIds.length,
    actions: ({ actionFilters }) => actionFilters.flatMap(({ actions }) => actions).length,
    priorityDetector: false,
  },
};

/** Sentry's Workflow. */
function workflowAnswer(events: EventStore, workflow: Workflow) {
  const lastTriggeredMs = events.outbox.lastTriggeredMs(workflow.id);
  return {
    id: workflow.id,
    name: workflow.name,
    organizationId,
    createdBy: null,
    dateCreated: workflow.dateCreated,
    dateUpdated: workflow.dateUpdated,
    triggers: workflow.triggers && conditionGroupAnswer(workflow.triggers),
    actionFilters: workflow.actionFilters.map((filter) => ({
      ...conditionGroupAnswer(filter),
      actions: filter.actions,
    })),
    environment: workflow.environment,
    config: workflow.config,
    detectorIds: workflow.detectorIds,
    enabled: workflow.enabled,
    lastTriggered: lastTriggeredMs === undefined ? null : new Date(lastTriggeredMs).toISOString(),
    owner: workflow.owner,
  };
}
