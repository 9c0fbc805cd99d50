import { findProject } from "@seaworthy/core/project";
import { localAccountEmail } from "@seaworthy/local/kernel/tokens";
import { vendorUrls } from "@seaworthy/local/kernel/vendor";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import { z } from "zod";
import { readCloudStatus, requireCloud } from "../local-cloud.ts";
import { readLocalManifest } from "../stack/local-manifest.ts";

/**
 * The output of `seaworthy status local --json`. Addresses of parts not provisioned yet are empty.
 */
export interface LocalStatus {
  readonly app: { readonly url: string };
  readonly edge: { readonly http: string; readonly https: string };
  readonly console: string;
  /**
   * Connection URLs; with `--show-secrets` they include the passwords, and `admin` is PgBouncer's
   * own console.
   */
  readonly database: { readonly direct: string; readonly pooler: string; readonly admin?: string };
  readonly redis: readonly {
    readonly name: string;
    readonly rest: string;
    readonly port: number;
    readonly token?: string;
  }[];
  readonly sentry: {
    readonly url: string;
    /** For sentry-cli, which accepts no URL with a path. */
    readonly api: string;
    readonly dsn: string;
    readonly project: string;
  };
  /** Accepts SMTP without TLS or login; every mail is shown in the console. */
  readonly mail: { readonly smtp: string };
  readonly control: Readonly<
    Record<"cloudflare" | "supabase" | "upstash" | "sentry" | "resend", string>
  >;
  /** Only with `--show-secrets`. */
  readonly tokens?: Readonly<
    Record<
      "cloudflare" | "supabase" | "upstash" | "upstashEmail" | "sentry" | "resend" | "admin",
      string
    >
  >;
}

/** The parts of each vendor's `describe()` needed here; the console uses the rest. */
const describedSchema = z.object({
  supabase: z.object({
    projects: z.array(
      z.object({
        ref: z.string(),
        directUrl: z.string(),
        poolerUrl: z.string(),
        secrets: z.object({
          directUrl: z.string(),
          poolerUrl: z.string(),
          poolerConsoleUrl: z.string(),
        }),
      }),
    ),
  }),
  upstash: z.object({
    databases: z.array(
      z.object({ name: z.string(), restUrl: z.string(), port: z.number(), restToken: z.string() }),
    ),
  }),
  cloudflare: z.object({
    edge: z.object({ http: z.string(), https: z.string() }),
    app: z.object({ url: z.string() }),
  }),
  sentry: z.object({
    ingestUrl: z.string(),
    rootUrl: z.string(),
    projects: z.array(z.object({ slug: z.string(), dsn: z.string().optional() })),
  }),
});

/** Queries the local cloud. Throws CLOUD_NOT_RUNNING if it is not running. */
export async function readLocalStatus(showSecrets: boolean): Promise<LocalStatus> {
  const cloud = requireCloud(findProject().cloudDirectory);
  const { vendors } = await readCloudStatus(cloud);
  const { supabase, upstash, cloudflare, sentry } = describedSchema.parse(vendors);
  const manifest = readLocalManifest();
  const [errors] = sentry.projects;
  const own = ownParts(manifest, supabase.projects, upstash.databases);
  return {
    app: cloudflare.app,
    edge: { http: cloudflare.edge.http, https: cloudflare.edge.https },
    console: `${cloud.controlUrl}/console${showSecrets ? `?token=${cloud.tokens.admin}` : ""}`,
    database: databaseUrls(own.database, showSecrets),
    redis: own.redis.map(({ name, restUrl, port, restToken }) => ({
      name,
      rest: restUrl,
      port,
      ...(showSecrets ? { token: restToken } : {}),
    })),
    sentry: {
      url: sentry.ingestUrl,
      api: sentry.rootUrl,
      dsn: manifest?.sentry.dsn ?? errors?.dsn ?? "",
      project: manifest?.sentry.project ?? errors?.slug ?? "",
    },
    mail: { smtp: `127.0.0.1:${cloud.mailPort}` },
    control: vendorUrls(cloud.controlUrl),
    ...(showSecrets ? { tokens: { ...cloud.tokens, upstashEmail: localAccountEmail } } : {}),
  };
}

type Described = z.infer<typeof describedSchema>["supabase"]["projects"][number];
type DescribedRedis = z.infer<typeof describedSchema>["upstash"]["databases"][number];

/**
 * Other programs and tests may have created more; before the first `up` there is at most one of
 * each.
 */
function ownParts(
  manifest: Manifest | undefined,
  projects: readonly Described[],
  databases: readonly DescribedRedis[],
): { database: Described | undefined; redis: readonly DescribedRedis[] } {
  if (manifest === undefined) return { database: projects[0], redis: databases };
  const urls = manifest.redis.map(({ url }) => url);
  return {
    database: projects.find(({ ref }) => ref === manifest.supabase.projectRef),
    redis: databases.filter(({ restUrl }) => urls.includes(restUrl)),
  };
}

function databaseUrls(
  database: Described | undefined,
  showSecrets: boolean,
): LocalStatus["database"] {
  if (!database) return { direct: "", pooler: "" };
  const { directUrl, poolerUrl, secrets } = database;
  return showSecrets
    ? { direct: secrets.directUrl, pooler: secrets.poolerUrl, admin: secrets.poolerConsoleUrl }
    : { direct: directUrl, pooler: poolerUrl };
}
