import type { Hyperdrive, Queue, WorkerVersionMetadata } from "@cloudflare/workers-types";
import { z } from "zod";
import { networkList } from "../abuse/networks.ts";
import { type CorsRule, corsRule } from "../browser-security/cors-rule.ts";
import { hstsValue } from "../browser-security/hsts.ts";
import { contactsSchema } from "../contacts/contact.ts";
import { mailSettings } from "../mail/settings.ts";
import { generations } from "../secrets/secret-generations.ts";
import { jsonObject, jsonOf, secretBindings } from "./json-binding.ts";

const redisUrl = z.url({ protocol: /^https?$/ });
const secret = z.string().min(32, "must have at least 32 characters");
export const isObjectWith =
  (...names: string[]) =>
  (value: unknown): boolean =>
    typeof value === "object" && value !== null && names.every((name) => name in value);

export const hyperdrive = z.custom<Hyperdrive>(
  isObjectWith("connectionString"),
  "must be a Hyperdrive binding",
);
const previous = (name: string, use: string) =>
  secret.optional().meta({
    kind: "secret_text",
    description: `The previous \`${name}\`, ${use} during a rotation.`,
  });
const key = (description: string) =>
  secret.optional().meta({ kind: "secret_text", neededIn: "prod", description });
const milliseconds = (
  { least, most, usual }: { least: number; most: number; usual: number },
  description: string,
) =>
  z
    .string()
    .regex(/^\d{1,9}$/, "must be a whole number in decimal digits")
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .default(usual)
    .meta({ kind: "plain_text", description: `${description} Default ${usual}.` });

/** Without one of these, the Worker responds with 503 to everything except `/health/live`. */
export const critical = z.object({
  HYPERDRIVE: hyperdrive.meta({
    kind: "hyperdrive",
    description: "The database, through the pooler, as the Worker's own role.",
  }),
  CACHE_REDIS_URL: redisUrl.meta({
    kind: "plain_text",
    description: "REST URL of the cache's Redis.",
  }),
  CACHE_REDIS_TOKEN: secret.meta({
    kind: "secret_text",
    description: "REST token of the cache's ACL user.",
  }),
  LIMITER_REDIS_URL: redisUrl.meta({
    kind: "plain_text",
    description: "REST URL of the rate limiter's Redis.",
  }),
  LIMITER_REDIS_TOKEN: secret.meta({
    kind: "secret_text",
    description: "REST token of the limiter's ACL user.",
  }),
  JWT_SECRET: secret.meta({
    kind: "secret_text",
    description: "HS256 key that signs tokens.",
  }),
  ENVIRONMENT: z
    .enum(["local", "staging", "prod"])
    .meta({ kind: "plain_text", description: "`local`, `staging` or `prod`." }),
});

/** If one of these is missing or invalid, a warning is given and its default is used. */
export const optional = z.object({
  JWT_SECRET_PREVIOUS: previous("JWT_SECRET", "accepted"),
  SENTRY_DSN: z.url().optional().meta({
    kind: "secret_text",
    neededIn: "prod",
    description: "Where errors are sent; default: nowhere.",
  }),
  API_KEY_PEPPER: key("Key that encrypts stored API keys."),
  API_KEY_PEPPER_PREVIOUS: previous("API_KEY_PEPPER", "tried"),
  WEBHOOK_SECRET: key("HMAC key that verifies incoming webhooks."),
  WEBHOOK_SECRET_PREVIOUS: previous("WEBHOOK_SECRET", "accepted"),
  UNSUBSCRIBE_KEY: key("HMAC key for links in mails."),
  UNSUBSCRIBE_KEY_PREVIOUS: previous("UNSUBSCRIBE_KEY", "accepted"),
  OPERATOR_TOKEN: key("Bearer token of `/internal/*` and `/metrics`."),
  OPERATOR_TOKEN_PREVIOUS: previous("OPERATOR_TOKEN", "accepted"),
  GENERATIONS: generations.default({}).meta({
    kind: "plain_text",
    description: "JSON: the generation of each secret that this version uses.",
  }),
  ROTATED: secretBindings.default({}).meta({
    kind: "plain_text",
    description: "JSON: the bindings of each secret that rotations replace.",
  }),
  CONFIGURATION: jsonObject.default({}).meta({
    kind: "plain_text",
    description: "JSON: the configuration of each module.",
  }),
  DAILY_CRON: z.string().default("17 3 * * *").meta({
    kind: "plain_text",
    description: "Cron of the daily run, as Cloudflare sends it. Default `17 3 * * *`.",
  }),
  SENTRY_SAMPLE_RATE: z
    .string()
    .regex(/^\d(\.\d{1,9})?$/, "must be a decimal number from 0 to 1")
    .transform(Number)
    .pipe(z.number().min(0).max(1))
    .default(0.1)
    .meta({
      kind: "plain_text",
      description: "Share of requests that are traced, 0 to 1. Default 0.1.",
    }),
  CORS_ORIGINS: z
    .string()
    .transform((list) =>
      list
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .pipe(z.array(corsRule))
    .default([] as CorsRule[])
    .meta({
      kind: "plain_text",
      description:
        "Comma-separated list: `https://app.example.com`, `https://*.example.com`, `http://localhost:5173`. Default: none.",
    }),
  REQUEST_TIMEOUT_MS: milliseconds(
    { least: 1_000, most: 120_000, usual: 15_000 },
    "Timeout of a request, including everything it waits for.",
  ),
  DATABASE_CONNECT_TIMEOUT_MS: milliseconds(
    { least: 100, most: 60_000, usual: 2_000 },
    "Timeout for a connection from the pooler.",
  ),
  STATEMENT_TIMEOUT_MS: milliseconds(
    { least: 100, most: 60_000, usual: 5_000 },
    "Timeout of one SQL statement.",
  ),
  REDIS_TIMEOUT_MS: milliseconds(
    { least: 50, most: 60_000, usual: 250 },
    "Timeout of one Redis call.",
  ),
  DEBUG_ROUTES: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .default(false)
    .meta({ kind: "plain_text", description: "`true` adds `/debug/error`. Default `false`." }),
  JWT_ISSUER: z.string().min(1).optional().meta({
    kind: "plain_text",
    neededIn: "prod",
    description: "`iss` that every token must have.",
  }),
  JWT_AUDIENCE: z.string().min(1).optional().meta({
    kind: "plain_text",
    neededIn: "prod",
    description: "`aud` that every token must have.",
  }),
  JWKS_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      kind: "plain_text",
      description: "Public keys of asymmetric tokens, such as Supabase's; default: none.",
    }),
  STRICT_TRANSPORT_SECURITY: hstsValue.default("max-age=63072000; includeSubDomains").meta({
    kind: "plain_text",
    description:
      "HSTS header of HTTPS responses, or `off`. Default `max-age=63072000; includeSubDomains`.",
  }),
  ALLOWED_ADDRESSES: networkList.default([]).meta({
    kind: "plain_text",
    description:
      "Comma-separated list of addresses and networks that are never blocked. Default: none.",
  }),
  ALERTS: jsonOf(z.record(z.string(), z.number().min(0)), "must be JSON: a limit by alert")
    .default({})
    .meta({
      kind: "plain_text",
      description: "JSON: limits of alerts that differ from the alerts' own.",
    }),
  CONTACTS: jsonOf(contactsSchema, "must be JSON: a list of contacts").optional().meta({
    kind: "plain_text",
    description: "JSON: whom to call when something is wrong; default: nobody.",
  }),
  MAIL: jsonOf(mailSettings, "must be JSON: an adapter and its settings").optional().meta({
    kind: "plain_text",
    description: "JSON: the provider that sends mail; default: none.",
  }),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      kind: "plain_text",
      description: "Where users reach the app, for links in mails.",
    }),
  MAIL_KEY: z.string().min(16, "must have at least 16 characters").optional().meta({
    kind: "secret_text",
    description: "API key or SMTP password of that provider.",
  }),
  JOBS_QUEUE: z.custom<Queue>(isObjectWith("send"), "must be a Queue binding").optional().meta({
    kind: "queue",
    description: "Queue whose consumer is this Worker; it wakes jobs. Default: none.",
  }),
  CF_VERSION_METADATA: z
    .custom<WorkerVersionMetadata>(isObjectWith("id"), "must be a version metadata binding")
    .optional()
    .meta({
      kind: "version_metadata",
      description: "Its id is the release in Sentry and in `/health`.",
    }),
});
