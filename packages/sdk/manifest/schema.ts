import { z } from "zod";
import { secretSchema } from "./secret.ts";
import { urn } from "./urn.ts";

const share = z.number().min(0).max(1);

/** The stack's objectives for its users; `seaworthy load` measures them. */
const objectivesSchema = z.object({
  /** Share of requests that succeed; the rest is the error budget. */
  availability: share.default(0.999),
  p95Ms: z.number().positive().default(500),
  p99Ms: z.number().positive().default(1_500),
  /** Share of requests without a response or with a status of 500 and above. */
  failedShare: share.default(0.001),
  /** Share of requests with status 429. */
  limitedShare: share.default(0.01),
  /** Share of the scenarios' checks that pass. */
  checksShare: share.default(0.99),
  /** 95th percentile of responses served from a cache. */
  warmP95Ms: z.number().positive().optional(),
  /** Minimum share of cacheable requests served from a cache. */
  hitShare: share.optional(),
  /** Maximum number of concurrent database clients. */
  connections: z.int().positive().optional(),
});

export type LoadObjectives = z.output<typeof objectivesSchema>;

/** Incremented when commands that know the previous shape could not read the next. */
export const manifestVersion = 1;

/** A folder of migrations, and the resource that applies them and knows the login. */
const migrationsSchema = z.object({ name: z.string(), resource: urn });

/**
 * What a stack tells the `seaworthy` command about itself: its output `manifest`. It contains no
 * secrets; secret values are in the resources that it names.
 */
export const manifestSchema = z.object({
  version: z.literal(manifestVersion),
  app: z.object({
    url: z.string(),
    /** The file with the table of modules, relative to the folder of Pulumi.yaml. */
    modules: z.string().optional(),
  }),
  worker: z.object({
    accountId: z.string(),
    script: z.string(),
    id: z.string(),
    /** The version that the last `up` uploaded, and the deployment that routes traffic to one. */
    versionId: z.string(),
    version: urn,
    deployment: urn,
    /** The file with its code, relative to Pulumi.yaml's folder; `<file>.map` is its source map. */
    bundle: z.string().optional(),
  }),
  /** Paths of the app that the platform serves. */
  routes: z.object({ ready: z.string(), generations: z.string() }),
  /** Required claims of every token, and the secret that signs it. */
  tokens: z.object({
    issuer: z.string(),
    audience: z.string(),
    signedBy: z.string().optional(),
  }),
  supabase: z.object({ projectRef: z.string() }),
  pooler: z.object({
    resource: urn,
    host: z.string(),
    port: z.number(),
    mode: z.string(),
    size: z.number(),
    maxClients: z.number(),
  }),
  /** In order of migration. */
  migrations: z.array(migrationsSchema),
  redis: z.array(z.object({ name: z.string(), id: z.string(), url: z.string() })),
  sentry: z.object({ organization: z.string(), project: z.string(), dsn: z.string() }),
  objectives: objectivesSchema.prefault({}),
  edge: z.object({ zoneId: z.string(), routeId: z.string() }),
  secrets: z.array(secretSchema),
  rotation: z.object({
    graceSeconds: z.number(),
    /** The secret that gives access to the operator's routes. */
    operator: z.string(),
    /** A credential that no rotation replaces: it encrypts a run's records. */
    seal: urn,
  }),
});

export type Manifest = z.output<typeof manifestSchema>;
