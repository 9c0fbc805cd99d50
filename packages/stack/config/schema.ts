import { SeaworthyError } from "@seaworthy/core/errors";
import { contactsSchema } from "@seaworthy/platform/contacts/contact";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { rolloutSchema } from "@seaworthy/sdk/rollout/settings";
import type { Secret } from "@seaworthy/sdk/secrets/define-secret";
import { z } from "zod";
import { alertsSchema } from "./sections/alerts.ts";
import { appSchema } from "./sections/app.ts";
import { cacheSchema } from "./sections/cache.ts";
import { costSchema } from "./sections/cost.ts";
import { databaseSchema } from "./sections/database.ts";
import { edgeSchema } from "./sections/edge.ts";
import { errorsSchema } from "./sections/errors.ts";
import { mailSchema } from "./sections/mail.ts";
import { objectivesSchema } from "./sections/objectives.ts";
import { observabilitySchema } from "./sections/observability.ts";
import { previewSchema } from "./sections/preview.ts";
import { secretsSchema } from "./sections/secrets.ts";
import { slug } from "./values.ts";

/** What a stack file may say follows from what the stack has. */
export interface ConfigurationArgs {
  readonly modules: readonly Module[];
  /** The stack's table of secrets. */
  readonly secrets: readonly Pick<Secret, "name" | "kind">[];
}

/** Every key of a stack file's `seaworthy:` namespace, but for those of modules. */
const configSchema = ({ modules, secrets }: ConfigurationArgs) =>
  z.strictObject({
    environment: z
      .enum(["local", "staging", "prod"])
      .describe("Selects the rules that apply; reports and Sentry use it to name this stack"),
    service: slug.max(20).describe("Short prefix for the name of every resource"),
    secrets: secretsSchema(
      secrets.filter(({ kind }) => kind.provided).map(({ name }) => name),
    ).describe("Secrets that the stack generates"),
    database: databaseSchema.describe("Supabase: PostgreSQL and its pooler"),
    cache: cacheSchema.describe(
      "Upstash: two Redis databases, one for the cache and one for rate limits",
    ),
    errors: errorsSchema.describe("Sentry"),
    alerts: alertsSchema(modules)
      .optional()
      .describe("Alert limits that replace the defaults, each in the alert's own unit"),
    contacts: contactsSchema
      .optional()
      .describe(
        "Whom to call when something is wrong: `npx seaworthy contacts`, alerts, security.txt",
      ),
    mail: mailSchema.optional().describe("Provider that sends mail; default: none"),
    app: appSchema.describe("The Worker"),
    observability: observabilitySchema
      .optional()
      .describe("Where the Worker's logs and traces go besides Cloudflare's own store"),
    edge: edgeSchema.describe("Cloudflare's edge in front of the Worker"),
    objectives: objectivesSchema
      .prefault({})
      .describe("What the stack promises; `seaworthy load` measures it"),
    rollout: rolloutSchema
      .optional()
      .describe("Gradual rollout of new versions; default: each gets all traffic at once"),
    preview: previewSchema
      .optional()
      .describe("A preview of a pull request; `seaworthy up <name> --ephemeral` writes it"),
    cost: costSchema.optional().describe("Maximum cost of the stack; policies enforce it"),
  });

/** The keys of one stack. */
export interface Configuration {
  readonly own: ReturnType<typeof configSchema>;
  /** With those of modules beside them: `seaworthy:<module>`, each by the module's schema. */
  readonly all: z.ZodObject;
}

/**
 * The keys that this stack's files may have. Throws CONFIG_INVALID when a module is called as a
 * section is.
 *
 * ```ts
 * export const configuration = defineConfiguration({ modules, secrets });
 * ```
 */
export function defineConfiguration(args: ConfigurationArgs): Configuration {
  const own = configSchema(args);
  const taken = args.modules.find(({ name }) => name in own.shape);
  if (taken !== undefined)
    throw new SeaworthyError(
      "CONFIG_INVALID",
      `Module ${taken.name} has the name of a section of the stack file. Give it another name.`,
    );
  const ofModules = args.modules.flatMap(({ name, configuration }) =>
    configuration === undefined ? [] : [[name, configuration.prefault({})]],
  );
  return { own, all: own.extend(Object.fromEntries(ofModules)) };
}

/** The stack's configuration, and each module's by name. */
export type Config = z.infer<Configuration["own"]> & {
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
