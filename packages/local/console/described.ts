import { z } from "zod";

/**
 * The fields of each vendor's `describe()` that the page needs. Everything else, including every
 * credential, is dropped here.
 */
export const described = {
  supabase: z.object({
    projects: z.array(
      z.object({
        ref: z.string(),
        name: z.string(),
        status: z.string(),
        directUrl: z.string(),
        poolerUrl: z.string(),
        // Used to query PgBouncer and PostgreSQL; not part of the view.
        secrets: z.object({
          poolerStatsUrl: z.string().optional(),
          directUrl: z.string().optional(),
        }),
      }),
    ),
  }),
  upstash: z.object({
    databases: z.array(
      z.object({
        name: z.string(),
        restUrl: z.string(),
        port: z.number(),
        eviction: z.boolean().optional(),
        plan: z.string().optional(),
        region: z.string().optional(),
        state: z.string().optional(),
        users: z.array(z.string()).default([]),
      }),
    ),
  }),
  cloudflare: z.object({
    app: z.object({ url: z.string() }).optional(),
    edge: z.object({ http: z.string(), https: z.string() }),
    routes: z.array(z.object({ pattern: z.string(), script: z.string().optional() })).default([]),
    workers: z
      .array(
        z.object({
          name: z.string(),
          failure: z.string().optional(),
          deployments: z
            .array(
              z.object({
                id: z.string(),
                created_on: z.string(),
                versions: z.array(z.object({ version_id: z.string(), percentage: z.number() })),
              }),
            )
            .default([]),
        }),
      )
      .default([]),
  }),
  sentry: z.object({
    ingestUrl: z.string(),
    projects: z.array(
      z.object({
        slug: z.string(),
        events: z.number(),
        outcomes: z.record(z.string(), z.number()),
        latestRelease: z.string().nullish(),
        rateLimits: z
          .array(
            z.object({
              name: z.string(),
              isActive: z.boolean(),
              rateLimit: z.object({ count: z.number(), window: z.number() }).nullable(),
            }),
          )
          .default([]),
      }),
    ),
    issues: z
      .array(
        z.object({
          shortId: z.string(),
          title: z.string(),
          culprit: z.string(),
          level: z.string(),
          status: z.string(),
          count: z.number(),
          lastSeen: z.string(),
        }),
      )
      .default([]),
    latestEvents: z
      .array(
        z.object({
          ...{
            id: z.string(),
            project: z.string(),
            title: z.string(),
            level: z.string(),
            received: z.string(),
          },
          ...{
            release: z.string().nullable(),
            environment: z.string().nullable(),
            requestId: z.string().nullable(),
          },
        }),
      )
      .default([]),
    firedAlerts: z
      .array(
        z.object({
          dateFired: z.string(),
          trigger: z.string(),
          workflow: z.object({ name: z.string() }),
          issue: z.object({ shortId: z.string(), title: z.string() }),
          actions: z.array(z.object({ type: z.string(), target: z.string() })),
        }),
      )
      .default([]),
    monitors: z
      .array(
        z.object({
          name: z.string(),
          project: z.string(),
          enabled: z.boolean(),
          priority: z.number(),
        }),
      )
      .default([]),
  }),
  resend: z.object({
    smtpPort: z.number(),
    count: z.number(),
    mails: z.array(
      z.object({
        ...{ id: z.string(), via: z.string(), from: z.string(), to: z.string() },
        ...{ subject: z.string(), text: z.string(), received: z.string() },
      }),
    ),
  }),
} as const;

export type Described = {
  readonly [name in keyof typeof described]: z.infer<(typeof described)[name]>;
};
