import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import { sentryClient } from "../../vendor-clients.ts";
import type { Context } from "../context.ts";

const frameSchema = z.looseObject({
  filename: z.string().nullish(),
  lineno: z.number().nullish(),
  lineNo: z.number().nullish(),
});
type Frame = z.output<typeof frameSchema>;

const eventSchema = z.looseObject({
  eventID: z.string(),
  groupID: z.string().nullish(),
  dateReceived: z.string().optional(),
  title: z.string().default(""),
  entries: z.array(z.looseObject({ type: z.string(), data: z.unknown() })).default([]),
});
export type SentryEvent = z.output<typeof eventSchema>;

const exceptionSchema = z.object({
  values: z.array(
    z.looseObject({
      stacktrace: z.object({ frames: z.array(frameSchema.nullable()).nullish() }).nullish(),
    }),
  ),
});

const workflowSchema = z.looseObject({
  enabled: z.boolean(),
  lastTriggered: z.string().nullish(),
  actionFilters: z.array(z.looseObject({ actions: z.array(z.unknown()).default([]) })).default([]),
});
export type Workflow = z.output<typeof workflowSchema>;

/** The stack's Sentry project, as experiments read and write it. */
export interface SentryProject {
  /** Sends one event with the stack's own DSN; resolves to its id. Throws VENDOR_REFUSED. */
  send(payload: Readonly<Record<string, unknown>>): Promise<string>;
  event(id: string): Promise<SentryEvent | undefined>;
  /** Newest first. */
  events(): Promise<readonly SentryEvent[]>;
  workflow(id: string): Promise<Workflow>;
  resolve(issueId: string): Promise<void>;
}

export function openSentryProject(context: Context): SentryProject {
  const client = sentryClient(context.environment);
  const { organization, project, dsn } = context.state.manifest.sentry;
  const events = `/0/projects/${organization}/${project}/events/`;
  return {
    send: (payload) => sendEnvelope(dsn, payload, context.signal),
    event: async (id) => eventAt(client, `${events}${id}/`),
    events: async () =>
      z.array(eventSchema).parse((await client.request("GET", `${events}?full=1`)).body),
    workflow: async (id) =>
      workflowSchema.parse(
        (await client.request("GET", `/0/organizations/${organization}/workflows/${id}/`)).body,
      ),
    resolve: async (id) => {
      await client.request("PUT", `/0/organizations/${organization}/issues/${id}/`, {
        status: "resolved",
      });
    },
  };
}

async function eventAt(client: VendorClient, path: string): Promise<SentryEvent | undefined> {
  try {
    return eventSchema.parse((await client.request("GET", path)).body);
  } catch (thrown) {
    // Polled until it exists.
    if (thrown instanceof SeaworthyError && thrown.code === "VENDOR_NOT_FOUND") return undefined;
    throw thrown;
  }
}

async function sendEnvelope(
  dsn: string,
  payload: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<string> {
  const { username, origin, pathname } = new URL(dsn);
  const id = randomBytes(16).toString("hex");
  const event = { ...payload, event_id: id, timestamp: Date.now() / 1000, platform: "javascript" };
  const lines = [
    { event_id: id, dsn, sent_at: new Date().toISOString() },
    { type: "event" },
    event,
  ];
  const response = await fetch(`${origin}/api${pathname}/envelope/?sentry_key=${username}`, {
    method: "POST",
    body: lines.map((line) => JSON.stringify(line)).join("\n"),
    signal,
  });
  await response.body?.cancel();
  if (response.ok) return id;
  throw new SeaworthyError("VENDOR_REFUSED", `Sentry answered an event with ${response.status}.`);
}

/** The frames of an event's errors, innermost last. */
export const framesOf = ({ entries }: SentryEvent): readonly Frame[] =>
  entries
    .filter(({ type }) => type === "exception")
    .flatMap(({ data }) => exceptionSchema.safeParse(data).data?.values ?? [])
    .flatMap(({ stacktrace }) => stacktrace?.frames ?? [])
    .filter((frame) => frame !== null);

/** Polls until there is an answer or the time is over. */
export async function within<T>(
  seconds: number,
  question: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await question();
    if (answer !== undefined || performance.now() > end) return answer;
    await delay(300);
  }
}
