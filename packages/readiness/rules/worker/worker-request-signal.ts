import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const workerRequestSignal: Rule = {
  id: "worker-request-signal",
  area: "worker",
  title: "A stream ends when its client disconnects",
  why: "Without the compatibility flag enable_request_signal a Worker does not learn that the client has disconnected: it goes on reading from a model or a database, at your cost.",
  fix: "Add enable_request_signal to the compatibility flags, and stop the work at request.signal.",
  example: {
    language: "typescript",
    code: 'compatibilityFlags: ["nodejs_compat", "enable_request_signal"]',
  },
  source: "https://developers.cloudflare.com/changelog/2025-05-22-handle-request-cancellation",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  applies: ({ app }) => app?.routes.some(({ streams }) => streams) === true,
  judge: (resources, { app }) =>
    app?.routes.some(({ streams }) => streams) !== true
      ? []
      : property("workerVersion", "compatibilityFlags", (flags) =>
          Array.isArray(flags) && flags.includes("enable_request_signal")
            ? undefined
            : "The flag enable_request_signal is missing, and the app has routes that stream.",
        )(resources),
};
