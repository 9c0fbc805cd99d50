import { randomUUID } from "node:crypto";
import { operations } from "@seaworthy/platform/runtime/operations";
import { objectsIn } from "@seaworthy/readiness/plan/value";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import { alertsFire } from "./alerts.ts";
import { bundledPlace } from "./bundled-place.ts";
import {
  framesOf,
  openSentryProject,
  type SentryEvent,
  type SentryProject,
  within,
} from "./sentry.ts";
import { testEvent } from "./test-event.ts";

const arrivesWithinSeconds = 20;
const reaches = ["errors-dsn-bound"];

export const errorTracking: Experiment = {
  id: "error-tracking",
  title: "An error reaches Sentry with its TypeScript line, and its alert fires and delivers",
  effect: "synthetic",
  policies: [
    ...reaches,
    ...["errors-alert-on-new-issues", "errors-alert-on-error-rate", "errors-alerts-deliver"],
  ],
  seconds: 120,
  run: async (context) => {
    const project = openSentryProject(context);
    context.declared("sentryProject");
    return [
      ...(await ofTheWorker(context, project)),
      await ofTheSourceMap(context, project),
      ...(await alertsFire(context, project)),
    ];
  },
};

/** End to end, if the stack has a route that fails on purpose. */
async function ofTheWorker(
  context: Context,
  project: SentryProject,
): Promise<readonly Observation[]> {
  const bindings = context
    .declared("workerVersion", ["modules", "bindings[DEBUG_ROUTES]"])
    .flatMap(({ props }) => objectsIn(props.bindings));
  if (!bindings.some(({ name, text }) => name === "DEBUG_ROUTES" && text === "true")) return [];
  const known = new Set((await project.events()).map(({ eventID }) => eventID));
  const { path } = operations.fail;
  const { status } = await context.visitor().ask({ path });
  const event = await within(arrivesWithinSeconds, async () =>
    (await project.events()).find((one) => !known.has(one.eventID) && framesOf(one).length > 0),
  );
  return [
    shown("An error of the Worker", event !== undefined, {
      declared: `an event at Sentry within ${arrivesWithinSeconds} s`,
      observed: event === undefined ? `none; ${path} answered ${status}` : event.title,
      policies: reaches,
    }),
    ...(event === undefined ? [] : [lineOf("Its line", event)]),
  ];
}

/**
 * With our own event at a position in the deployed code: also works when no route can be made to
 * fail.
 */
async function ofTheSourceMap(context: Context, project: SentryProject): Promise<Observation> {
  const what = "A place of the deployed code";
  const place = bundledPlace(context);
  if (place === undefined)
    return unknown(what, 'Its source map is not here: run "npx seaworthy up" first.', reaches);
  const file = "app:///index.js";
  const id = await project.send({
    ...testEvent(`Source map of the deployed code ${randomUUID()}`, file, place),
    debug_meta: { images: [{ type: "sourcemap", code_file: file, debug_id: place.debugId }] },
  });
  const event = await within(arrivesWithinSeconds, () => project.event(id));
  if (event === undefined)
    return shown(what, false, {
      declared: `an event at Sentry within ${arrivesWithinSeconds} s`,
      observed: "none arrived by the stack's DSN",
      policies: reaches,
    });
  const { groupID } = event;
  if (groupID) context.cleanUp(() => project.resolve(groupID));
  return lineOf(what, event);
}

const lineOf = (what: string, event: SentryEvent): Observation => {
  const frames = framesOf(event).filter(({ filename }) => !filename?.includes("node_modules/"));
  const own = frames.findLast(({ filename }) => filename?.endsWith(".ts"));
  const last = own ?? frames.at(-1);
  return shown(what, own !== undefined, {
    declared: "the line of a TypeScript file",
    observed: `${last?.filename ?? "no frame"}:${last?.lineno ?? last?.lineNo ?? "?"}`,
    policies: reaches,
  });
};
