import { z } from "zod";
import { urn } from "./urn.ts";

const slots = <T extends z.ZodType>(one: T) => z.object({ a: one, b: one });

/** Who makes the values of a secret, and how a rotation tries one. */
export const rotatorSchema = z.discriminatedUnion("kind", [
  /** The Worker makes and accepts things with it, and proves to hold it. */
  z.object({
    kind: z.literal("worker-key"),
    /** A path that takes what is stored under the other key over to the one in use. */
    move: z.string().optional(),
  }),
  /** Opens the operator's routes of the app. */
  z.object({ kind: z.literal("bearer-token") }),
  /** A login of PostgreSQL, through the pooler. */
  z.object({
    kind: z.literal("database-login"),
    pooler: urn,
    /** Knows how the database's owner logs in. */
    migrations: urn,
    logins: slots(z.string()),
  }),
  /** A user of a Redis database, with a REST token of its own. */
  z.object({ kind: z.literal("redis-user"), database: urn, users: slots(urn) }),
  /** A client key of a Sentry project. */
  z.object({ kind: z.literal("sentry-key"), keys: slots(urn) }),
  /** A secret API key of a Supabase project. */
  z.object({ kind: z.literal("supabase-api-key"), projectRef: z.string(), keys: slots(urn) }),
  /** Only a person can make them, at the vendor. */
  z.object({ kind: z.literal("stripe-key") }),
  z.object({ kind: z.literal("stripe-webhook-key") }),
  z.object({ kind: z.literal("google-key") }),
]);

export const secretSchema = z.object({
  /** By which `seaworthy rotate` knows it. */
  name: z.string(),
  /** The `Credential` that holds its two values. */
  credential: urn,
  rotator: rotatorSchema,
  /** Who presents or accepts it. */
  consumers: z.array(z.string()),
  /** What the Worker has it as. */
  binding: z.string().optional(),
  /** Whether the Worker has both values while a rotation goes on: `<binding>_PREVIOUS`. */
  acceptsBoth: z.boolean().default(true),
  /** The environment variable by which the engine gets a value that a person made. */
  provided: z.string().optional(),
  /** The page that says how it is replaced. */
  docs: z.string().optional(),
});

export type ManifestSecret = z.output<typeof secretSchema>;
export type RotatorKind = ManifestSecret["rotator"]["kind"];
