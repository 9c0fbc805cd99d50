import { z } from "zod";
import { urn } from "./urn.ts";

const slots = <T extends z.ZodType>(one: T) => z.object({ a: one, b: one });

/** What a person does for a key that no API makes. */
const madeByPerson = {
  /** Where they make one. */
  madeAt: z.string(),
  /** A regular expression for the whole value, and the same in words that show none. */
  form: z.string().refine(isPattern, "must be a regular expression"),
  formText: z.string(),
  /** What they do about the one before, once nothing uses it; left out where nothing is left. */
  toEnd: z.string().optional(),
  /** Whether one of the two is ever not accepted. */
  gap: z.string(),
};

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== "";
  } catch {
    return false;
  }
}

const statuses = z.array(z.int().min(400).max(499));

/** A call of the vendor's API that changes nothing. */
const probe = z.object({
  /** As a person knows them. */
  vendor: z.string(),
  url: z.url({ protocol: /^https?$/ }),
  /** `{value}` stands for the key, `{base64}` for its base64, as in Basic authentication. */
  headers: z.record(z.string(), z.string()),
  /** Answers that say that the key is not good. */
  refused: statuses.default([401]),
  /** Answers of 400 or more that say that it is, such as 403 for one that may do less. */
  accepted: statuses.default([]),
  /** Texts in the body of a 400 that say that the key is not good. */
  refusedTexts: z.array(z.string()).default([]),
});

export type VendorProbe = z.output<typeof probe>;

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
  /** Only a person can make it, and the vendor's API says whether it is good. */
  z.object({ kind: z.literal("vendor-key"), ...madeByPerson, probe }),
  /** Only a person can make it, and no API tries it: the Worker proves to hold it. */
  z.object({ kind: z.literal("shared-key"), ...madeByPerson }),
]);

export const secretSchema = z.object({
  /** By which `seaworthy rotate` knows it. */
  name: z.string(),
  /** The `Credential` that holds its two values. */
  resource: urn,
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
