import { type Recorder, recordRequests } from "@seaworthy/platform/testing/recorder";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BadRequest, badRequests, type DescribedRoute } from "../../testing/bad-input.ts";
import { operatorToken, startStack, type TestStack } from "../../testing/stack.ts";
import { newPerson } from "../../testing/tokens.ts";
import type { TestWorker } from "../../testing/worker.ts";

/**
 * Each route gets a different subset of the inputs; the long run `bad-input` sends all to every
 * route.
 */
const everyNth = process.env.BAD_INPUTS === "all" ? 1 : 5;

let stack: TestStack;
let recorder: Recorder;
let worker: TestWorker;
let secrets: Readonly<Record<string, string>>;
let answers: {
  route: DescribedRoute;
  request: BadRequest;
  status: number;
  id: string | null;
  type: string;
  text: string;
}[];

beforeAll(async () => {
  stack = await startStack();
  const dsn = new URL(stack.secrets.SENTRY_DSN ?? "");
  recorder = await recordRequests(dsn.origin);
  secrets = {
    ...stack.secrets,
    SENTRY_DSN: dsn.href.replace(dsn.host, new URL(recorder.origin).host),
  };
  // On a busy machine the usual limits of a request would be 504, which says nothing of its input.
  const patience = { REQUEST_TIMEOUT_MS: "60000", STATEMENT_TIMEOUT_MS: "60000" };
  worker = await stack.startWorker({ ...secrets, ...patience, SENTRY_SAMPLE_RATE: "1" });
  const authorizations = [undefined, (await newPerson()).authorization, `Bearer ${operatorToken}`];
  const requests = (await describedRoutes()).flatMap((route, index) =>
    [...badRequests(route, authorizations)]
      .filter((_, turn) => (turn + index) % everyNth === 0)
      .map((request) => ({ route, request })),
  );
  answers = await inTurns(requests, 12, answerOf);
}, 900_000);
afterAll(async () => {
  await recorder?.close();
  await stack?.close();
});

async function describedRoutes(): Promise<DescribedRoute[]> {
  const { paths } = (await (await worker.fetch("/openapi.json")).json()) as {
    paths: Record<
      string,
      Record<
        string,
        {
          parameters?: { in: string; name: string }[];
          responses: Record<string, { content?: object }>;
        }
      >
    >;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], responses }]) => {
      const queryNames = parameters
        .filter((parameter) => parameter.in === "query")
        .map(({ name }) => name);
      const statuses = Object.keys(responses).map(Number);
      const pages = statuses.filter((status) => "text/html" in (responses[status]?.content ?? {}));
      return { path, method: method.toUpperCase(), queryNames, statuses, pages };
    }),
  );
}

/**
 * A server that responds before reading a body closes the connection, and the response may be lost
 * (RFC 9112, 9.6).
 */
async function send({ what, path, init }: BadRequest, attempts = 4): Promise<Response> {
  try {
    return await worker.fetch(path, { ...init, signal: AbortSignal.timeout(120_000) });
  } catch (error) {
    if (attempts === 1) throw error;
    return send({ what, path, init }, attempts - 1);
  }
}

async function answerOf({ route, request }: { route: DescribedRoute; request: BadRequest }) {
  const response = await send(request);
  const type = response.headers.get("content-type") ?? "";
  const isEndless = type.startsWith("text/event-stream");
  if (isEndless) await response.body?.cancel();
  return {
    route,
    request,
    status: response.status,
    id: response.headers.get("x-request-id"),
    type,
    text: isEndless ? "" : await response.text(),
  };
}

async function inTurns<T, U>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<U>,
): Promise<U[]> {
  const results: U[] = [];
  const queue = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of queue) results.push(await work(item));
    }),
  );
  return results;
}

const shown = (list: typeof answers) =>
  list.slice(0, 5).map(({ request, status, text }) => ({
    status,
    what: request.what,
    method: request.init.method,
    path: request.path.slice(0, 200),
    body: String(request.init.body ?? "").slice(0, 100),
    text: text.slice(0, 200),
  }));

it("gets no 5xx, on any route", () => {
  expect(answers.length).toBeGreaterThan(500);
  expect(shown(answers.filter(({ status }) => status >= 500))).toEqual([]);
});

it("gets only statuses that the API document lists for the route", () => {
  // A changed path parameter may lead to another route, or to none.
  const isOwn = ({ request }: (typeof answers)[number]) => request.what !== "path";
  const odd = answers.filter(
    (answer) => isOwn(answer) && !answer.route.statuses.includes(answer.status),
  );
  expect(shown(odd)).toEqual([]);
  expect(answers.filter(isOwn).length).toBeGreaterThan(300);
});

it("always gets a request id, and a problem with that id when refused", () => {
  expect(shown(answers.filter(({ id }) => !/^[\w.-]{8,128}$/.test(id ?? "")))).toEqual([]);
  const refused = answers.filter(
    ({ status, request }) => status >= 400 && request.init.method !== "HEAD",
  );
  expect(refused.length).toBeGreaterThan(300);
  const odd = refused.filter(
    ({ route, status, type, text, id }) =>
      !(type.startsWith("text/html") && route.pages.includes(status)) &&
      (type !== "application/problem+json" || JSON.parse(text).requestId !== id),
  );
  expect(shown(odd)).toEqual([]);
});

it("reveals no stack trace, no SQL and no internal address", () => {
  const inner =
    /\n\s+at |\.(?:ts|js|mjs):\d+|node_modules|app_worker|hyperdrive|upstash|postgres(?:ql)?:\/\/|set_config|ECONN/i;
  // Responses to operators may contain internals.
  const forOthers = answers.filter(
    ({ request, status }) => status !== 200 || !/^\/(?:metrics|internal)/.test(request.path),
  );
  expect(shown(forOthers.filter(({ text }) => inner.test(text)))).toEqual([]);
});

/** Requests that put a secret where the Worker expects something else. */
async function plant(secret: string): Promise<string[]> {
  const value = encodeURIComponent(secret);
  const json = {
    "content-type": "application/json",
    authorization: (await newPerson()).authorization,
  };
  const requests: [string, RequestInit][] = [
    [`/rest/${value}?token=${value}&limit=${value}`, {}],
    [
      `/rest/api-keys/${value}`,
      {
        headers: {
          "user-agent": `sqlmap ${secret}`,
          referer: `https://x.example/?q=union+select+${value}`,
        },
      },
    ],
    ["/rest/api-keys", { method: "POST", headers: json, body: JSON.stringify({ name: secret }) }],
    ["/rest/api-keys", { method: "POST", headers: json, body: `{"${secret}` }],
    ["/rest/api-keys", { headers: { authorization: `Bearer ${secret}`, cookie: `a=${value}` } }],
    [`/debug/error?secret=${value}`, { headers: { "x-api-key": secret } }],
  ];
  return Promise.all(requests.map(async ([path, init]) => (await worker.fetch(path, init)).text()));
}

it("reveals no secret of the bindings in any response, log line, metric or Sentry event, whatever fails", async () => {
  expect(Object.keys(secrets).length).toBeGreaterThanOrEqual(9);
  const texts = answers.map(({ text }) => text);
  for (const secret of Object.values(secrets)) texts.push(...(await plant(secret)));
  const metrics = await worker.fetch("/metrics", {
    headers: { authorization: `Bearer ${operatorToken}` },
  });
  expect(metrics.status).toBe(200);
  texts.push(await metrics.text());
  const { paths } = (await (await worker.fetch("/openapi.json")).json()) as {
    paths: Record<string, { get?: { security?: unknown } }>;
  };
  /** Every list that anybody may read. */
  const reads = Object.entries(paths)
    .filter(
      ([path, { get }]) => path.startsWith("/rest/") && !path.includes("{") && get && !get.security,
    )
    .map(([path]) => path);
  await stack.removeRedis();
  for (const path of [...reads, "/health/ready", "/health", "/metrics"])
    texts.push(await (await worker.fetch(path)).text());
  await stack.removeDatabase();
  for (const path of [...reads, "/health/ready"])
    texts.push(await (await worker.fetch(path)).text());
  expect(await worker.runCron()).toBe("exception");
  await until("reports of the errors on purpose", () =>
    recorder.bodies.join().includes("DebugError"),
  );
  const places = {
    answers: texts.join("\n"),
    logs: worker.output().join("\n"),
    sentry: recorder.bodies.join("\n"),
  };
  for (const [name, secret] of Object.entries(secrets)) {
    // The SDK uses a DSN's key to tell Sentry which project it is for.
    const inSentry = name === "SENTRY_DSN" ? [] : ["sentry" as const];
    for (const place of ["answers" as const, "logs" as const, ...inSentry]) {
      const key = name === "SENTRY_DSN" ? new URL(secret).username : secret;
      expect(places[place].includes(key), `${name} in ${place}`).toBe(false);
    }
  }
});
