import { instrumentDurableObjectWithSentry, withSentry } from "@sentry/cloudflare";
import { createApp } from "./app.ts";
import { readBindings } from "./bindings.ts";
import { FeedUpdates as PlainFeedUpdates } from "./modules/feed/updates.ts";
import type { BindingReport } from "./platform/bindings.ts";
import { sentryOptions } from "./platform/sentry.ts";
import { runScheduled } from "./scheduled.ts";

type Handler = Required<Pick<ExportedHandler<object>, "fetch" | "scheduled">>;

const app = createApp();
const handlers = new WeakMap<object, Handler>();

/** One handler for each `env`, so that bindings are parsed once and not once a request. */
function handlerOf(env: object): Handler {
  const known = handlers.get(env);
  if (known) return known;
  const report = readBindings(env);
  const made = withSentry<object, unknown, unknown, Handler>(() => optionsOf(report), {
    fetch: (request, _env, context) => app.fetch(request, report, context),
    scheduled: (controller, _env, context) => runScheduled(controller, report, context),
  });
  handlers.set(env, made);
  return made;
}

function optionsOf(report: BindingReport) {
  return sentryOptions(report);
}

export const FeedUpdates = instrumentDurableObjectWithSentry((env: object) => optionsOf(readBindings(env)), PlainFeedUpdates);

export default {
  fetch: (request, env, context) => handlerOf(env).fetch(request, env, context),
  scheduled: (controller, env, context) => handlerOf(env).scheduled(controller, env, context),
} satisfies ExportedHandler<object>;
