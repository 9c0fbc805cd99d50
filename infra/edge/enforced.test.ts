import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:tls";
import { zoneId } from "@seaworthy/local/cloudflare/api/ids";
import { type CloudflareTest, startCloudflareTest } from "@seaworthy/local/cloudflare/api/testing";
import type { EdgeOfModule } from "@seaworthy/stack/edge/modules";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { cacheRules } from "./cache-rules.ts";
import { rateLimitRules } from "./rate-limits.ts";
import { responseHeaderRules } from "./response-headers.ts";
import { wafRules } from "./waf.ts";
import { zoneSettings } from "./zone-settings.ts";

/** The program's rules and settings on an edge that enforces them, in front of a real Worker. */
let cloudflare: CloudflareTest;
let nowMs = Date.parse("2026-11-21T12:00:00Z");

const worker = `export default { fetch(request) {
  return new Response(request.headers.get("authorization") ?? "anonymous", { headers: { "x-powered-by": "worker" } });
} };`;

const settings = {
  zoneId,
  hostname: "localhost",
  alwaysHttps: true,
  minTlsVersion: "1.2",
  hsts: { maxAgeSeconds: 600, includeSubdomains: true, preload: false },
  rateLimits: { restPerMinute: 100, authPerMinute: 20 },
} as const;

const modules: readonly EdgeOfModule[] = [
  {
    module: "notes",
    edge: {
      cache: [{ name: "list", path: "/rest/feed", seconds: 30 }],
      rateLimits: [{ name: "search", under: ["/rest/search"], perMinute: 10 }],
      exceptions: [
        {
          name: "hook",
          path: "/rest/hook",
          method: "POST",
          because: "its sender signs each request",
          perMinute: 150,
        },
      ],
    },
  },
];

beforeAll(async () => {
  cloudflare = await startCloudflareTest({ clock: { now: () => nowMs } });
  await cloudflare.deploy({ source: worker });
  const sets = {
    http_request_firewall_custom: wafRules(),
    http_ratelimit: rateLimitRules(settings.rateLimits, modules),
    http_request_cache_settings: cacheRules(modules),
    http_response_headers_transform: responseHeaderRules(),
  };
  for (const [phase, rules] of Object.entries(sets)) {
    await cloudflare.client.rulesets.phases.update(phase as "http_ratelimit", {
      zone_id: zoneId,
      rules: inApiNames(rules) as never,
    });
  }
});
afterAll(() => cloudflare.close());
beforeEach(() => {
  // Past every period and lifetime of the previous test.
  nowMs += 24 * 3_600_000;
});

/** `requestsPerPeriod` as `requests_per_period`; header names are unchanged. */
function inApiNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inApiNames);
  if (value === null || typeof value !== "object") return value;
  const renamed = (key: string) =>
    /^[a-z]+([A-Z][a-z]+)+$/.test(key)
      ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      : key;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [renamed(key), inApiNames(inner)]),
  );
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** Sent exactly as written, without fetch()'s normalisation, from that address. */
function get(
  path: string,
  headers: Record<string, string> = {},
  address = "127.0.0.1",
): Promise<Answer> {
  const { port } = new URL(cloudflare.app);
  return new Promise((resolve, reject) => {
    httpRequest(
      { host: address, port, path, headers: { host: `localhost:${port}`, ...headers } },
      (answer) => {
        let body = "";
        answer.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        answer.once("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
        );
      },
    )
      .once("error", reject)
      .end();
  });
}

test.each([
  ["/rest/posts", 100],
  ["/auth/token", 20],
])("%s is refused from request %i + 1 on, per address", async (path, limit) => {
  const statuses: number[] = [];
  for (let request = 0; request <= limit; request++) statuses.push((await get(path)).status);
  expect(statuses).toEqual([...Array<number>(limit).fill(200), 429]);
  expect((await get(path, {}, "::1")).status).toBe(200);
});

test.each([
  "/rest/feed?id=1%20UNION%20SELECT%20password",
  "/rest/feed?name=%27%20OR%20%271%27=%271",
  "/rest/feed?id=pg_sleep(10)",
  "/static/../../etc/passwd",
  "/%2e%2e/%2e%2e/x",
  "/%252e%252e/x",
  "/rest/feed?file=..%2f..%2fetc%2fpasswd",
  "/.env",
  "/%2eGIT/config",
])("%s is blocked", async (path) => {
  const { status, body } = await get(path);
  expect([status, body.includes("error code: 1020")]).toEqual([403, true]);
});

test("an ordinary request passes, with the security headers", async () => {
  const { status, headers } = await get("/rest/feed?limit=20&q=student+union");
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
  });
  expect(headers["x-powered-by"]).toBeUndefined();
});

test.each(["authorization", "Authorization", "AUTHORIZATION"])(
  "the feed of a request with %s is never cached",
  async (name) => {
    const path = `/rest/feed?for=${name}`;
    const own = await get(path, { [name]: "Bearer mine" });
    expect([own.body, own.headers["cf-cache-status"]]).toEqual(["Bearer mine", "DYNAMIC"]);
    const others = [await get(path), await get(path)];
    expect(others.map(({ body, headers }) => [body, headers["cf-cache-status"]])).toEqual([
      ["anonymous", "MISS"],
      ["anonymous", "HIT"],
    ]);
    expect((await get(path, { [name]: "Bearer mine" })).body).toBe("Bearer mine");
  },
);

test("each response has its own request id, even from the cache", async () => {
  const path = "/rest/feed?id=1";
  const valid = "client-id_1.2-abc";
  const idOf = async (id?: string) => {
    const { headers } = await get(path, id === undefined ? {} : { "X-Request-ID": id });
    return [headers["x-request-id"], headers["cf-cache-status"]];
  };
  const ray = expect.stringMatching(/^[0-9a-f]{16}$/);
  expect(await idOf(valid)).toEqual([valid, "MISS"]);
  const others = [await idOf(), await idOf(), await idOf("short"), await idOf("x".repeat(129))];
  expect(others).toEqual(Array(4).fill([ray, "HIT"]));
  expect(new Set(others.map(([id]) => id)).size).toBe(4);
  expect(await idOf('sp ce"d-out')).toEqual([ray, "HIT"]);
  expect(await idOf(`${valid}2`)).toEqual([`${valid}2`, "HIT"]);
});

test("the settings: HTTPS only, TLS 1.2 or later, HSTS", async () => {
  for (const { id, value } of zoneSettings(
    settings as unknown as Parameters<typeof zoneSettings>[0],
  ))
    await cloudflare.client.zones.settings.edit(id, { zone_id: zoneId, value } as never);
  const moved = await get("/x?y=1");
  expect([moved.status, moved.headers.location]).toEqual([301, `${cloudflare.appTls}/x?y=1`]);
  await expect(head("TLSv1.1")).rejects.toThrow(/protocol version|handshake/);
  expect(await head("TLSv1.2")).toContain(
    "Strict-Transport-Security: max-age=600; includeSubDomains",
  );
});

function head(version: "TLSv1.1" | "TLSv1.2"): Promise<string> {
  const { port } = new URL(cloudflare.appTls);
  const ca = readFileSync(`${cloudflare.cloud.directory}/edge/ca.pem`, "utf8");
  const options = {
    host: "127.0.0.1",
    port: Number(port),
    servername: "localhost",
    ca,
    ciphers: "DEFAULT:@SECLEVEL=0",
  };
  return new Promise((resolve, reject) => {
    const socket = connect({ ...options, minVersion: version, maxVersion: version }, () => {
      socket.write(`GET / HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
    });
    let text = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
    });
    socket.once("end", () => resolve(text));
    socket.once("error", reject);
  });
}
