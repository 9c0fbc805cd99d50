import type { ConsoleView } from "./view.ts";

const now = "2026-11-30T12:00:00.000Z";

/** A page with something in each section. */
export const sampleView: ConsoleView = {
  controlUrl: "http://127.0.0.1:23868",
  readAt: now,
  uptimeSeconds: 4000,
  services: [
    { name: "supabase.postgres.seaworthyffbqnhxufdu", pid: 12, restarts: 0, memoryBytes: 1e8 },
    { name: "supabase.pooler", pid: 13, restarts: 1, memoryBytes: 3e6 },
  ],
  cloudMemoryBytes: 3e8,
  ports: [
    { name: "edge.http", port: 28747 },
    { name: "sentry.ingest", port: 31158 },
  ],
  described: {
    supabase: {
      value: {
        projects: [
          {
            ref: "seaworthyffbqnhxufdu",
            name: "seaworthy-local",
            status: "ACTIVE_HEALTHY",
            directUrl: "postgresql://postgres@127.0.0.1:28512/postgres",
            poolerUrl: "postgresql://postgres.seaworthyffbqnhxufdu@127.0.0.1:23879/postgres",
            secrets: {},
          },
        ],
      },
    },
    upstash: {
      value: {
        databases: [
          {
            name: "seaworthy-local-cache",
            restUrl: "http://127.0.0.1:30104",
            port: 20233,
            eviction: true,
            users: ["worker-a", "worker-b"],
          },
        ],
      },
    },
    cloudflare: {
      value: {
        app: { url: "http://localhost:28747" },
        edge: { http: "http://localhost:28747", https: "https://localhost:29729" },
        routes: [{ pattern: "localhost/*", script: "seaworthy-local" }],
        workers: [
          {
            name: "seaworthy-local",
            deployments: [
              {
                id: "d",
                created_on: now,
                versions: [{ version_id: "5ea0dfa0-b68b-423b-9467-f4b9a03ce7ed", percentage: 100 }],
              },
            ],
          },
        ],
      },
    },
    sentry: {
      value: {
        ingestUrl: "http://127.0.0.1:31158",
        projects: [
          {
            slug: "seaworthy-local",
            events: 3,
            outcomes: { accepted: 3, filtered: 1 },
            rateLimits: [{ name: "k", isActive: true, rateLimit: { count: 100, window: 60 } }],
          },
        ],
        issues: [
          {
            shortId: "SEAWORTHY-1",
            title: "TypeError: x is not a function",
            culprit: "src/items.ts in readItems",
            level: "error",
            status: "unresolved",
            count: 3,
            lastSeen: now,
          },
        ],
        latestEvents: [],
        firedAlerts: [],
        monitors: [{ name: "Error count", project: "seaworthy-local", enabled: true, priority: 0 }],
      },
    },
    resend: {
      value: {
        smtpPort: 26291,
        count: 1,
        mails: [
          {
            id: "1",
            via: "resend",
            from: "crew@ship.example",
            to: "ada@example.com",
            subject: "Welcome aboard",
            text: "Hello",
            received: now,
          },
        ],
      },
    },
  },
  poolers: new Map([
    [
      "seaworthyffbqnhxufdu",
      {
        value: {
          mode: "transaction",
          poolSize: "10",
          maxClients: "200",
          clientsActive: 3,
          clientsWaiting: 0,
          serversActive: 1,
          serversIdle: 4,
        },
      },
    ],
  ]),
  tables: new Map([
    [
      "seaworthyffbqnhxufdu",
      {
        value: [
          {
            name: "jobs",
            count: 24,
            columns: ["id", "kind", "status", "attempts"],
            hiddenColumns: 1,
            rows: [
              ["8e031f5e-6a0c-4f2e-9d21-1c5b6e8a7f00", "webhook.deliver", "dead", "8"],
              ["8e031f5e-6a0c-4f2e-9d21-1c5b6e8a7f01", "mail.send", "done", "1"],
            ],
            statuses: [
              ["done", 22],
              ["queued", 1],
              ["dead", 1],
            ],
          },
          {
            name: "posts",
            count: 1001,
            columns: ["id", "author_id", "body", "created_at"],
            hiddenColumns: 0,
            rows: [
              [
                "1",
                "a0fd2f21-9353-4863-8516-7dbac782b917",
                "Hello, everybody who reads this rather long text",
                now,
              ],
            ],
            statuses: [],
          },
        ],
      },
    ],
  ]),
  rules: {
    value: [
      {
        phase: "http_request_firewall_custom",
        ref: "Block probes for secrets and admin pages",
        action: "block",
        expression: 'http.request.uri.path contains "/.env"',
        enabled: true,
        version: "3",
      },
      {
        phase: "http_ratelimit",
        ref: "REST: 100 a minute",
        action: "block",
        expression: 'starts_with(http.request.uri.path, "/rest")',
        enabled: true,
        version: "1",
      },
    ],
  },
  traffic: {
    value: [
      {
        at: now,
        action: "block",
        method: "GET",
        path: "/.env",
        rule: "Block probes for secrets and admin pages",
        source: "firewallCustom",
      },
      {
        at: now,
        action: "block",
        method: "GET",
        path: "/v1/items",
        rule: "REST: 100 a minute",
        source: "ratelimit",
      },
    ],
  },
  parity: [{ name: "cloudflare", rows: [{ what: "GET /zones", level: "enforced" }] }],
};
