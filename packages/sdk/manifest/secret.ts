import { z } from "zod";
import { urn } from "./urn.ts";

const slots = <T extends z.ZodType>(one: T) => z.object({ a: one, b: one });

/** What an operator does for a key that no API can create. */
const madeByPerson = {
  /** Where to create one. */
  madeAt: z.string(),
  /** A regular expression for the whole value, and a description that reveals none. */
  form: z.string().refine(isPattern, "must be a regular expression"),
  formText: z.string(),
  /**
   * What to do about the previous one once it is no longer used; omitted when nothing is left to
   * do.
   */
  toEnd: z.string().optional(),
  /** Whether either value is ever not accepted. */
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

/** A call to the vendor's API that changes nothing. */
const probe = z.object({
  /** As operators know them. */
  vendor: z.string(),
  url: z.url({ protocol: /^https?$/ }),
  /** `{value}` stands for the key, `{base64}` for its base64, as in Basic authentication. */
  headers: z.record(z.string(), z.string()),
  /** Statuses that mean that the key is invalid. */
  refused: statuses.default([401]),
  /**
   * Statuses of 400 or more that mean that it is valid, such as 403 for a key with fewer rights.
   */
  accepted: statuses.default([]),
  /** Texts in the body of a 400 that mean that the key is invalid. */
  refusedTexts: z.array(z.string()).default([]),
});

export type VendorProbe = z.output<typeof probe>;

/** Where a secret's values come from, and how a rotation tests one. */
export const rotatorSchema = z.discriminatedUnion("kind", [
  /** The Worker issues and accepts things with it, and proves that it has it. */
  z.object({
    kind: z.literal("worker-key"),
    /** A path that migrates what is stored under the other key to the one in use. */
    move: z.string().optional(),
  }),
  /** Gives access to the app's operator routes. */
  z.object({ kind: z.literal("bearer-token") }),
  /** A PostgreSQL login, through the pooler. */
  z.object({
    kind: z.literal("database-login"),
    pooler: urn,
    /** Knows how the database's owner logs in. */
    migrations: urn,
    logins: slots(z.string()),
  }),
  /** A user of a Redis database, with its own REST token. */
  z.object({ kind: z.literal("redis-user"), database: urn, users: slots(urn) }),
  /** A client key of a Sentry project. */
  z.object({ kind: z.literal("sentry-key"), keys: slots(urn) }),
  /** A secret API key of a Supabase project. */
  z.object({ kind: z.literal("supabase-api-key"), projectRef: z.string(), keys: slots(urn) }),
  /** Operator-supplied; the vendor's API reports whether it is valid. */
  z.object({ kind: z.literal("vendor-key"), ...madeByPerson, probe }),
  /** Operator-supplied, and no API can test it: the Worker proves that it has it. */
  z.object({ kind: z.literal("shared-key"), ...madeByPerson }),
]);

export const secretSchema = z.object({
  /** Its name for `seaworthy rotate`. */
  name: z.string(),
  /** The `Credential` with its two values. */
  resource: urn,
  rotator: rotatorSchema,
  /** Who presents or accepts it. */
  consumers: z.array(z.string()),
  /** Its binding in the Worker. */
  binding: z.string().optional(),
  /** Whether the Worker has both values during a rotation: `<binding>_PREVIOUS`. */
  acceptsBoth: z.boolean().default(true),
  /** The environment variable in which the engine receives an operator-supplied value. */
  provided: z.string().optional(),
  /** The docs page about replacing it. */
  docs: z.string().optional(),
});

export type ManifestSecret = z.output<typeof secretSchema>;
export type RotatorKind = ManifestSecret["rotator"]["kind"];
