import type { Context, Hono } from "hono";
import type { StoredEvent } from "../../ingest/store/events.ts";
import { projectOf } from "../http/lookup.ts";
import { paginateQuery } from "../http/pagination.ts";
import { problem } from "../http/problem.ts";
import type { SentryServices } from "../services.ts";
import { eventAnswer, eventSummary } from "./event-answer.ts";

export function addEventRoutes(app: Hono, { state, events }: SentryServices): void {
  const path = "/api/0/projects/:org/:project/events/";
  const eventOf = (context: Context): StoredEvent => {
    const event = events.events.get(projectOf(state, context).id, context.req.param("event") ?? "");
    if (!event) throw problem(404, { detail: "Event not found" });
    return event;
  };

  app.get(path, (context) => {
    const full = ["1", "true"].includes(context.req.query("full") ?? "");
    const { id } = projectOf(state, context);
    const page = paginateQuery(context, (offset, limit) =>
      events.events.list({ projectId: id, offset, limit }),
    );
    return context.json(
      page.map((event) => (full ? eventAnswer(events, event) : eventSummary(event))),
    );
  });

  app.get(`${path}:event/`, (context) => context.json(eventAnswer(events, eventOf(context))));

  /** As the SDK sent it. */
  app.get(`${path}:event/json/`, (context) => {
    const event = eventOf(context);
    return context.json({
      ...event.payload,
      event_id: event.eventId,
      project: Number(event.projectId),
      received: event.receivedMs / 1000,
    });
  });
}
