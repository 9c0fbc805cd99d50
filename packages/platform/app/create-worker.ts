import { instrumentDurableObjectWithSentry, withSentry } from "@sentry/cloudflare";
import { type BindingReport, parseBindings } from "../bindings/bindings.ts";
import type { DurableObjectClass, ModuleWorker } from "../modules/define-worker.ts";
import { createLogger, writeToWorkersLogs } from "../observability/logger.ts";
import { isToBeTraced, sentryOptions, trace } from "../observability/sentry.ts";
import { systemClock } from "../runtime/clock.ts";
import { createApp } from "./create-app.ts";
import { runQueued } from "./run-queued.ts";
import { runScheduled } from "./run-scheduled.ts";

type Fetcher = Required<Pick<ExportedHandler<object>, "fetch">>;
/** What runs without a request: crons, and wake-ups from the queue of jobs. */
type Background = Required<Pick<ExportedHandler<object>, "queue" | "scheduled">>;

interface Handlers {
  readonly report: BindingReport;
  readonly plain: Fetcher;
  /** Inside Sentry's SDK, which traces the request. */
  readonly traced: Fetcher;
  readonly background: Background;
}

export interface WorkerOptions {
  readonly modules: readonly ModuleWorker[];
  readonly title?: string;
}

/** What the Worker exports: the bundler generates its entry from this and the table of modules. */
export interface WorkerExports {
  readonly handlers: Fetcher & Background;
  /** A Durable Object class that reports its errors to Sentry. */
  durableObject(name: string): DurableObjectClass;
}

/** The Worker of an app. */
export function createWorker(options: WorkerOptions): WorkerExports {
  const modules = options.modules.map(({ module }) => module);
  const classes: Readonly<Record<string, DurableObjectClass>> = Object.assign(
    {},
    ...options.modules.map(({ durableObjects }) => durableObjects),
  );
  return {
    handlers: createHandlers(options),
    durableObject: (name) =>
      instrumentDurableObjectWithSentry(
        (env: object) => sentryOptions(parseBindings(env, modules)),
        classes[name] as never,
      ),
  };
}

function createHandlers(options: WorkerOptions): Fetcher & Background {
  const handlersOf = rememberByEnv(options);
  return {
    fetch: (request, env, context) => {
      const { report, plain, traced } = handlersOf(env);
      if (!isToBeTraced(report, request, Math.random())) return plain.fetch(request, env, context);
      return trace(request, () => traced.fetch(request, env, context));
    },
    scheduled: (controller, env, context) =>
      handlersOf(env).background.scheduled(controller, env, context),
    queue: (batch, env, context) => handlersOf(env).background.queue(batch, env, context),
  };
}

/** Handlers by `env`, so that bindings are parsed once rather than per request. */
function rememberByEnv(options: WorkerOptions): (env: object) => Handlers {
  const app = createApp(options);
  const modules = options.modules.map(({ module }) => module);
  const handlers = new WeakMap<object, Handlers>();
  return (env) => {
    const known = handlers.get(env);
    if (known) return known;
    const report = parseBindings(env, modules);
    for (const what of report.absent)
      createLogger(writeToWorkersLogs, systemClock, {}, report.redactor).warn("binding.absent", {
        what,
      });
    const plain: Fetcher = {
      fetch: (request, _env, context) => app.fetch(request, report, context),
    };
    const background: Background = {
      queue: ({ queue }, _env, context) =>
        runQueued(options.modules, queue, report, (promise) => context.waitUntil(promise)),
      scheduled: ({ cron }, _env, context) =>
        runScheduled(options.modules, cron, report, (promise) => context.waitUntil(promise)),
    };
    const made = {
      report,
      plain,
      traced: withSentry<object, unknown, unknown, Fetcher>(() => sentryOptions(report, 1), {
        ...plain,
      }),
      background: withSentry<object, unknown, unknown, Background>(
        () => sentryOptions(report),
        background,
      ),
    };
    handlers.set(env, made);
    return made;
  };
}
