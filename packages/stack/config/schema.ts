import { modules } from "@seaworthy/app/src/modules";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { rolloutSchema } from "@seaworthy/sdk/rollout/settings";
import { z } from "zod";
import { alertsSchema } from "./alerts.ts";
import { appSchema } from "./app.ts";
import { cacheSchema } from "./cache.ts";
import { costSchema } from "./cost.ts";
import { databaseSchema } from "./database.ts";
import { edgeSchema } from "./edge.ts";
import { errorsSchema } from "./errors.ts";
import { mailSchema } from "./mail.ts";
import { objectivesSchema } from "./objectives.ts";
import { secretsSchema } from "./secrets.ts";
import { slug } from "./values.ts";

/** Every key of a stack file's `seaworthy:` namespace. */
export const configSchema = z.strictObject({
  environment: z
    .enum(["local", "staging", "prod"])
    .describe("Selects the rules that apply; reports and Sentry use it to name this stack"),
  service: slug.max(20).describe("Short prefix for the name of every resource"),
  secrets: secretsSchema.describe("Secrets that the stack generates"),
  database: databaseSchema.describe("Supabase: PostgreSQL and its pooler"),
  cache: cacheSchema.describe(
    "Upstash: two Redis databases, one for the cache and one for rate limits",
  ),
  errors: errorsSchema.describe("Sentry"),
  alerts: alertsSchema
    .optional()
    .describe("Limits of alerts that differ from the alerts' own: shares of 1, milliseconds"),
  mail: mailSchema.optional().describe("Provider that sends mail; default: none"),
  app: appSchema.describe("The Worker"),
  edge: edgeSchema.describe("Cloudflare's edge in front of the Worker"),
  objectives: objectivesSchema
    .prefault({})
    .describe("What the stack promises; `seaworthy load` measures it"),
  rollout: rolloutSchema
    .optional()
    .describe("How a new version gets its traffic; default: all of it at once"),
  cost: costSchema.optional().describe("Maximum cost of the stack; policies enforce it"),
});

/** Modules' own keys: `seaworthy:<module>`, validated by the module's schema. */
export const sectionsOfModules = Object.fromEntries(
  modules.flatMap(({ name, configuration }: Module) =>
    configuration === undefined ? [] : [[name, configuration.prefault({})]],
  ),
);

for (const { name } of modules as readonly Module[])
  if (name in configSchema.shape)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      `Module ${name} has the name of a section of the stack file. Give it another name.`,
    );

/** The stack's configuration, and each module's by name. */
export type Config = z.infer<typeof configSchema> & {
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
