import { edit, harmless, key } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

const auth = "infra/auth-settings.ts";
const errors = "packages/stack/errors/sentry-project.ts";
const redis = "packages/stack/redis/redis.ts";

export const harmlessStack: readonly Mutation[] = [
  harmless("another owner", key("owner: platform", "owner: security")),
  harmless("every month", key("everyDays: 90", "everyDays: 30")),
  harmless("an hour of grace", key("graceSeconds: 86400", "graceSeconds: 3600")),
  harmless(
    "three seconds a statement",
    key("statementTimeoutMs: 5000", "statementTimeoutMs: 3000"),
  ),
  harmless("fewer rows", key("maxRows: 1000", "maxRows: 100")),
  harmless(
    "an office's address",
    key("- 173.245.48.0/20", "- 173.245.48.0/20\n      - 203.0.113.9/32"),
  ),
  harmless("a smaller Hyperdrive", key("connectionLimit: 60", "connectionLimit: 40")),
  harmless(
    "a lower key limit",
    key("      count: 1000\n      windowSeconds: 60", "      count: 500\n      windowSeconds: 60"),
  ),
  harmless("alerts sooner", key("everyMinutes: 30", "everyMinutes: 10")),
  harmless(
    "a smaller budget for Redis",
    key("    monthlyBudgetDollars: 50\n", "    monthlyBudgetDollars: 20\n"),
  ),
  harmless(
    "alerts of prod",
    edit(
      errors,
      "monitorIds: [monitorId],",
      'monitorIds: [monitorId],\n      environment: "prod",',
    ),
  ),
  harmless(
    "fewer rights in Redis",
    edit(redis, '"-@admin", "-@dangerous"]', '"-@admin", "-@dangerous", "-KEYS"]'),
  ),
  harmless(
    "an exact page after sign-in",
    edit(
      auth,
      'uri_allow_list: origins.map((origin) => `${origin}/**`).join(",")',
      'uri_allow_list: origins.map((origin) => `${origin}/auth/callback`).join(",")',
    ),
  ),
  harmless("a longer password", edit(auth, "password_min_length: 12", "password_min_length: 14")),
];
