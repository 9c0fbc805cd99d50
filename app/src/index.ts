import type { BindingReport } from "@seaworthy/platform/bindings/bindings";
import { isToBeTraced, sentryOptions, trace } from "@seaworthy/platform/observability/sentry";
import { instrumentDurableObjectWithSentry, withSentry } from "@sentry/cloudflare";
import { createApp } from "./app.ts";
import { readBindings } from "./bindings.ts";
import { FeedUpdates as PlainFeedUpdates } from "./modules/feed/updates.ts";
import { runScheduled } from "./scheduled.ts";

type Fetcher = Required<Pick<ExportedHandler<object>, "fetch">>;
type Cron = Required<Pick<ExportedHandler<object>, "scheduled">>;

const app = createApp();
const handlers = new WeakMap<object, Handlers>();

interface Handlers {
  readonly report: BindingReport;
  readonly plain: Fetcher;
  /** Inside Sentry's SDK, which follows what the request does. */
  readonly traced: Fetcher;
  readonly cron: Cron;
}

/** Handlers of each `env`, so that bindings are parsed once and not once a request. */
function handlersOf(env: object): Handlers {
  const known = handlers.get(env);
  if (known) return known;
  const report = readBindings(env);
  const plain: Fetcher = { fetch: (request, _env, context) => app.fetch(request, report, context) };
  const cron: Cron = {
    scheduled: (controller, _env, context) => runScheduled(controller, report, context),
  };
  const made = {
    report,
    plain,
    traced: withSentry<object, unknown, unknown, Fetcher>(() => sentryOptions(report, 1), {
      ...plain,
    }),
    cron: withSentry<object, unknown, unknown, Cron>(() => sentryOptions(report), cron),
  };
  handlers.set(env, made);
  return made;
}

export const FeedUpdates = instrumentDurableObjectWithSentry(
  (env: object) => sentryOptions(readBindings(env)),
  PlainFeedUpdates,
);

export default {
  fetch: (request, env, context) => {
    const { report, plain, traced } = handlersOf(env);
    if (!isToBeTraced(report, request, Math.random())) return plain.fetch(request, env, context);
    return trace(request, () => traced.fetch(request, env, context));
  },
  scheduled: (controller, env, context) => handlersOf(env).cron.scheduled(controller, env, context),
} satisfies ExportedHandler<object>;
