import { unknown } from "../../plan/value.ts";
import type { AppRoute } from "../../samples/routes.ts";
import { app, both, option, set, waitsFor } from "../change.ts";
import type { Case } from "./case.ts";

const version = "app-version";
const protectedBy = ["edge-waf", "edge-managed", "edge-rate-limits", "edge-cache", "edge-headers"];
const settings = [
  "always-use-https",
  "min-tls-version",
  "tls-1-3",
  "ssl",
  "security-header",
  "development-mode",
].map((name) => `edge-setting-${name}`);

const webhook: AppRoute = {
  method: "POST",
  path: "/rest/webhooks/payments",
  audience: "vendors",
  credentials: [],
  takesInput: true,
};
const stream: AppRoute = { ...webhook, path: "/rest/answers", audience: "users", streams: true };
const withRoute = (route: AppRoute) =>
  app((facts) => ({ ...facts, routes: [...facts.routes, route] }));

/** Resources that belong together, and the app's facts. */
export const ties: readonly Case[] = [
  {
    rule: "rollout-rules-before-traffic",
    given: waitsFor("edge-route", [...protectedBy, ...settings]),
    broken: waitsFor("edge-route", settings),
  },
  {
    rule: "rollout-serves-judged-version",
    given: waitsFor("app-deployment", [version], { versions: [version] }),
    broken: both(
      waitsFor("app-deployment", []),
      set("app-deployment", "versions[0].versionId", "0f0e0d0c-0b0a-4908-8706-050403020100"),
    ),
    hidden: set("app-deployment", "versions", unknown),
  },
  {
    rule: "protection-inputs-not-ignored",
    broken: option("edge-waf", { ignoreChanges: ["rules"] }),
  },
  {
    rule: "protection-replaced-without-gap",
    broken: option("edge-route", { deleteBeforeReplace: true }),
  },
  {
    rule: "protection-hostname-of-environment",
    broken: set("edge-route", "pattern", "api.staging.example.com/*"),
    hidden: set("edge-route", "pattern", unknown),
  },
  {
    rule: "edge-webhooks-not-limited",
    given: both(
      withRoute(webhook),
      set(
        "edge-rate-limits",
        "rules[rest].expression",
        'starts_with(lower(http.request.uri.path), "/rest/") and http.request.uri.path ne "/rest/webhooks/payments"',
      ),
    ),
    broken: set(
      "edge-rate-limits",
      "rules[rest].expression",
      'starts_with(lower(http.request.uri.path), "/rest/")',
    ),
    hidden: set("edge-rate-limits", "rules[rest].expression", unknown),
  },
  {
    rule: "worker-request-signal",
    given: both(
      withRoute(stream),
      set(version, "compatibilityFlags", ["nodejs_compat", "enable_request_signal"]),
    ),
    broken: set(version, "compatibilityFlags", ["nodejs_compat"]),
    hidden: set(version, "compatibilityFlags", unknown),
  },
  {
    rule: "worker-tail-consumers-own",
    broken: set("app", "tailConsumers", [{ name: "debug-tail" }]),
    hidden: set("app", "tailConsumers", unknown),
  },
  {
    rule: "worker-crons-valid",
    broken: set("app-retention", "schedules", [{ cron: "17 25 * * *" }]),
    hidden: set("app-retention", "schedules", unknown),
  },
  {
    rule: "worker-allowed-addresses-few",
    broken: set(version, "bindings[DEBUG_ROUTES]", {
      name: "ALLOWED_ADDRESSES",
      type: "plain_text",
      text: "0.0.0.0/0",
    }),
    hidden: set(version, "bindings[DEBUG_ROUTES]", {
      name: "ALLOWED_ADDRESSES",
      type: "plain_text",
      text: unknown,
    }),
  },
  {
    rule: "secrets-stripe-key-restricted",
    broken: set(version, "bindings[WEBHOOK_SECRET]", {
      name: "STRIPE_SECRET_KEY",
      type: "secret_text",
      text: "sk_live_0123456789abcdef01234567",
    }),
    hidden: set(version, "bindings[WEBHOOK_SECRET]", {
      name: "STRIPE_SECRET_KEY",
      type: "secret_text",
      text: unknown,
    }),
  },
  {
    rule: "errors-alerts-of-environment",
    broken: set("errors-new-issue-alert", "environment", "staging"),
    hidden: set("errors-error-rate", "query", unknown),
  },
  {
    rule: "errors-filters-drop-noise-only",
    broken: set("errors-project", "filters", { errorMessages: ["*"] }),
    hidden: set("errors-project", "filters", unknown),
  },
];
