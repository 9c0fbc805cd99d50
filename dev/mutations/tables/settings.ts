import { breaks, key } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

/** What a stack file sets. */
export const settings: readonly Mutation[] = [
  breaks(
    "network_restrictions_not_set",
    "everybody may connect",
    key("- 173.245.48.0/20", "- 0.0.0.0/0"),
  ),
  breaks("network_restrictions_not_set", "a whole cloud", key("- 173.245.48.0/20", "- 3.0.0.0/8")),
  breaks(
    "network_restrictions_not_set",
    "a half of the internet",
    key("- 173.245.48.0/20", "- 0.0.0.0/1\n      - 128.0.0.0/1"),
    { anywhere: true },
  ),
  breaks(
    "ssl_not_enforced",
    "plain connections",
    key("sslEnforcement: true", "sslEnforcement: false"),
  ),
  breaks("protection-database-kept", "the database unprotected", key("      protect: true\n", ""), {
    anywhere: true,
  }),
  breaks(
    ["database-size-declared"],
    "no size",
    key(
      "      instanceSize: xlarge # max_connections of 200 are more than medium and large are meant for\n",
      "",
    ),
    { anywhere: true },
  ),
  breaks(
    ["pooling-fits-compute-size", "protection-paid-plan", "pooling-fits-max-connections"],
    "a small size",
    key("instanceSize: xlarge", "instanceSize: micro"),
    { anywhere: true },
  ),
  breaks(
    "cost-within-budget",
    "over the budget",
    key("instanceSize: xlarge", "instanceSize: 16xlarge"),
    { anywhere: true },
  ),
  breaks(
    "database-statement-timeout",
    "a minute's statement",
    key("statementTimeoutMs: 5000", "statementTimeoutMs: 60000"),
    { anywhere: true },
  ),
  breaks("pooling-transaction-mode", "session mode", key("mode: transaction", "mode: session")),
  breaks(
    ["pooling-fits-max-connections"],
    "a pool above the database's connections",
    key("      mode: transaction\n      size: 60", "      mode: transaction\n      size: 150"),
    { line: "size: 150" },
  ),
  breaks(
    ["pooling-hyperdrive-within-pool"],
    "Hyperdrive above the pool",
    key("connectionLimit: 60", "connectionLimit: 90"),
  ),
  breaks("database-api-rows-limited", "100,000 rows", key("maxRows: 1000", "maxRows: 100000")),
  breaks(
    "database-exposed-schemas-declared",
    "auth exposed",
    key("schemas: [public, graphql_public]", "schemas: [public, auth]"),
  ),
  breaks(
    ["cache-near-database"],
    "Redis on another continent",
    key(
      "  seaworthy:cache:\n    region: eu-central-1",
      "  seaworthy:cache:\n    region: us-east-1",
    ),
    { line: "region: us-east-1" },
  ),
  breaks("cache-tls", "Redis in clear", key("tls: true", "tls: false")),
  breaks("cost-redis-bounded", "Redis without budget", key("    monthlyBudgetDollars: 50\n", ""), {
    anywhere: true,
  }),
  breaks("secrets-have-an-owner", "nobody", key("owner: platform", "owner: TODO")),
  breaks("secrets-have-an-owner", "a placeholder", key("owner: platform", "owner: your-team")),
  breaks("secrets-have-an-owner", "nobody in particular", key("owner: platform", 'owner: "n/a"')),
  breaks("secrets-rotated-in-time", "once a year", key("everyDays: 90", "everyDays: 365")),
  breaks(
    "secrets-grace-bounded",
    "a month of grace",
    key("graceSeconds: 86400", "graceSeconds: 2592000"),
  ),
  breaks(
    "secrets-not-in-config",
    "a password in the stack file",
    key(
      "      organization: seaworthy\n      region: eu-central-1",
      "      ref: abcdefghijklmnopqrst\n      password: Correct-Horse-7",
    ),
    { line: "password: Correct-Horse-7" },
  ),
  breaks(
    "protection-environment-of-stack",
    "the environment of staging",
    key("seaworthy:environment: prod", "seaworthy:environment: staging"),
  ),
];
