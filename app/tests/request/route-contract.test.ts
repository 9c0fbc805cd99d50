import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { bodyLimitBytes } from "@seaworthy/platform/request/body-limit";
import {
  endlessArrays,
  mistakesFor,
  type Operation,
  readOperations,
} from "@seaworthy/platform/testing/api-operations";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { modules } from "../../src/modules.ts";
import { plainApp } from "../../testing/app.ts";
import { addressOf, type Caller, newCaller, requestFor } from "../../testing/callers.ts";
import { startStack, type TestStack } from "../../testing/stack.ts";

/**
 * Rules for every operation in the API document: a new route is covered without its own test, and
 * an undocumented route fails the first one.
 */
let stack: TestStack;
let operations: Operation[];
let caller: Caller;
beforeAll(async () => {
  stack = await startStack({ STATEMENT_TIMEOUT_MS: "10000", REDIS_TIMEOUT_MS: "20000" });
  operations = await readOperations(stack.worker);
  caller = await newCaller(stack, scopes());
});
afterAll(() => stack?.close());

/** All scopes an API key can have. */
function scopes(): string[] {
  const wanted = operations.find(({ name }) => name === "POST /rest/api-keys")?.body as {
    properties: { scopes: { items: { enum?: string[] } } };
  };
  return wanted.properties.scopes.items.enum ?? [];
}

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
});

interface Outcome {
  readonly status: number;
  readonly headers: Headers;
  readonly type: string;
  /** Undefined when it is not JSON. */
  readonly body: unknown;
}

async function send(path: string, init: RequestInit): Promise<Outcome> {
  const response = await stack.worker.fetch(path, init);
  const type = response.headers.get("content-type") ?? "";
  const isJson = type.includes("json");
  const body: unknown = isJson ? await response.json() : void (await response.body?.cancel());
  return { status: response.status, headers: response.headers, type, body };
}

/** Checks each operation and collects all failures, one line each. */
async function wrongIn(
  chosen: readonly Operation[],
  ask: (operation: Operation) => Promise<readonly string[]>,
): Promise<string[]> {
  const wrong: string[] = [];
  for (const operation of chosen)
    wrong.push(...(await ask(operation)).map((what) => `${operation.name}: ${what}`));
  return wrong;
}

/** What is wrong with a rejection that should have one of these statuses. */
function wrongRefusal(
  what: string,
  { status, type, body, headers }: Outcome,
  ...wanted: number[]
): string[] {
  if (!wanted.includes(status)) return [`${what}: ${status} instead of ${wanted.join(" or ")}`];
  const isProblem = type === "application/problem+json" && problem.safeParse(body).success;
  return isProblem && headers.has("x-request-id")
    ? []
    : [`${what}: ${status} without a problem or an id`];
}

const withBody = () => operations.filter(({ body }) => body !== undefined);
const open = () => operations.filter(({ security }) => security.length === 0);
const closed = () => operations.filter(({ security }) => security.length > 0);

it("is in the API document, except for the document itself, security.txt and the debug route", () => {
  const undescribed = ["GET /openapi.json", "GET /debug/error", "GET /.well-known/security.txt"];
  const { app } = plainApp();
  const registered = new Set(
    app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`),
  );
  const described = operations.map(({ name }) => name);
  expect([...registered].filter((name) => !described.includes(name)).sort()).toEqual(
    undescribed.sort(),
  );
  expect(described.length).toBeGreaterThan(10);
});

describe("an operation with valid input", () => {
  it("responds as described: status, body, and RateLimit headers if 429 is described", async () => {
    const known = operations.filter((operation) => caller.headersFor(operation) !== undefined);
    const wrong = await wrongIn(known, async (operation) => {
      const { status, body, headers } = await send(
        addressOf(operation),
        requestFor(operation, caller),
      );
      const isDone =
        status < 300 ||
        (status === 404 && operation.path.includes("{")) ||
        (status === 426 && operation.answers.has(101));
      const schema = operation.answers.get(status);
      const parsed =
        schema === undefined
          ? undefined
          : z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema).safeParse(body);
      return [
        ...(isDone && operation.answers.has(status) ? [] : [`${status} ${JSON.stringify(body)}`]),
        ...(parsed?.error
          ? [`an answer that is not as described: ${z.prettifyError(parsed.error)}`]
          : []),
        ...(headers.has("ratelimit-policy") === operation.answers.has(429)
          ? []
          : ["429 and the RateLimit headers do not agree"]),
      ];
    });
    expect(wrong).toEqual([]);
    expect(known.length).toBeGreaterThan(10);
  });
});

describe("an operation with bad input", () => {
  it("gets 400 for a body that does not parse, 422 for one that breaks its schema, and describes each status", async () => {
    const wrong = await wrongIn(withBody(), async (operation) => {
      const { method, headers } = requestFor(operation, caller);
      const sent = (type: string, body: string) =>
        send(addressOf(operation), {
          method: method ?? "",
          headers: { ...(headers as object), "content-type": type },
          body,
        });
      return [
        ...wrongRefusal("no JSON", await sent("application/json", "{"), 400),
        ...wrongRefusal("another body", await sent("application/json", '{"\\u0000":[]}'), 422),
        ...wrongRefusal("a text", await sent("text/plain", "{}"), 415),
        ...wrongRefusal("a form", await sent("application/x-www-form-urlencoded", "a=1"), 415),
        ...wrongRefusal(
          "too much",
          await sent("application/json", `"${"x".repeat(bodyLimitBytes)}"`),
          413,
        ),
        ...[400, 413, 415, 422]
          .filter((status) => !operation.answers.has(status))
          .map((status) => `${status} is not described`),
      ];
    });
    expect(wrong).toEqual([]);
    expect(withBody().length).toBeGreaterThan(2);
  });

  it("gets 400 for an invalid parameter, or 404 if it names a thing, and describes it", async () => {
    const wrong = await wrongIn(operations, async (operation) => {
      const inner = operation.parameters.flatMap(({ in: place, name, schema }) =>
        mistakesFor(schema).map((value) => ({ place, name, value })),
      );
      const lines = inner.map(async ({ place, name, value }) => {
        const given = { query: {}, path: {}, header: {}, cookie: {}, [place]: { [name]: value } };
        const request = requestFor(operation, caller);
        const headers = { ...(request.headers as object), ...given.header };
        return wrongRefusal(
          `${name}=${value}`,
          await send(addressOf(operation, given.query, given.path), { ...request, headers }),
          ...(place === "path" ? [400, 404] : [400]),
        );
      });
      const described =
        inner.length === 0 || operation.answers.has(400) ? [] : ["400 is not described"];
      return [...(await Promise.all(lines)).flat(), ...described];
    });
    expect(wrong).toEqual([]);
  });

  it("refuses methods that its path does not support, and lists those that it does", async () => {
    const wrong = await wrongIn(operations, async ({ path, ...rest }) => {
      const address = addressOf({ path, ...rest });
      const taken = operations.filter((other) =>
        new RegExp(`^${other.path.replace(/\{\w+\}/g, "[^/]+")}$`).test(
          address.split("?")[0] ?? "",
        ),
      );
      const method =
        ["PATCH", "PUT", "DELETE", "POST"].find((one) =>
          taken.every((other) => other.method !== one),
        ) ?? "TRACE";
      const outcome = await send(address, { method });
      const allowed = outcome.headers.get("allow")?.split(", ") ?? [];
      return [
        ...wrongRefusal(method, outcome, 405),
        ...(allowed.includes(rest.method) ? [] : [`Allow is ${allowed}`]),
      ];
    });
    expect(wrong).toEqual([]);
  });
});

describe("a protected operation", () => {
  it("responds with 401 without credentials, with a forged token or an unknown key, and documents it", async () => {
    const forged = {
      authorization: "Bearer eyJhbGciOiJub25lIn0.e30.",
      "x-api-key": `sw_local_${"A".repeat(43)}`,
    };
    const wrong = await wrongIn(closed(), async (operation) => {
      const { method, body } = requestFor(operation, caller);
      const json = { "content-type": "application/json" };
      const as = (headers: Record<string, string>) =>
        send(addressOf(operation), {
          method: method ?? "",
          headers: { ...json, ...headers },
          body: body ?? null,
        });
      return [
        ...wrongRefusal("nobody", await as({}), 401),
        ...wrongRefusal("forged", await as(forged), 401),
        ...(operation.answers.has(401) ? [] : ["401 is not described"]),
      ];
    });
    expect(wrong).toEqual([]);
    expect(closed().length).toBeGreaterThan(5);
  });

  it("accepts keys by scopes that a key can have, each of which grants something", () => {
    expect([...new Set(operations.flatMap((operation) => operation.scopes))].sort()).toEqual(
      scopes().sort(),
    );
  });

  it("is every operation that writes, unless its calls are limited", () => {
    const unguarded = open().filter(({ method, answers }) => method !== "GET" && !answers.has(429));
    expect(unguarded.map(({ name }) => name)).toEqual([]);
  });
});

describe("a rate-limited operation", () => {
  it("lets as many through as announced, and tells the next one when to retry", async () => {
    const limited = operations.filter(
      // Sockets are limited by the number open, and a request that opens none does not count.
      ({ answers, ...operation }) =>
        answers.has(429) &&
        !answers.has(101) &&
        caller.headersFor({ answers, ...operation }) !== undefined,
    );
    const tried = new Set<string>();
    const wrong = await wrongIn(limited, async (operation) => {
      const fresh = await newCaller(stack, scopes());
      const ask = () => send(addressOf(operation), requestFor(operation, fresh));
      const first = await ask();
      const policy = first.headers.get("ratelimit-policy") ?? "";
      const limit = Number(/;q=(\d+)/.exec(policy)?.[1]);
      // Operations share a limit: it is used up once, and every one of them counts towards it.
      if (tried.has(policy) && operation.security.length > 0) {
        const left = Number(/;r=(\d+)/.exec(first.headers.get("ratelimit") ?? "")?.[1]);
        return left === limit - 1 ? [] : [`${left} of ${limit} left after the first request`];
      }
      tried.add(policy);
      const rest = await Promise.all(Array.from({ length: limit }, ask));
      const refused = rest.filter(({ status }) => status === 429);
      // Earlier tests have already counted the anonymous caller.
      const isExact = operation.security.length === 0 ? refused.length > 0 : refused.length === 1;
      return [
        ...(isExact ? [] : [`${refused.length} of ${limit + 1} refused`]),
        ...refused.flatMap((one) => wrongRefusal("too many", one, 429)),
        ...refused
          .filter(({ headers }) => !(Number(headers.get("retry-after")) > 0))
          .map(() => "no Retry-After"),
      ];
    });
    expect(wrong).toEqual([]);
    expect(limited.length).toBeGreaterThan(1);
  });
});

describe("a list operation", () => {
  /** More rows than any page or list may have. */
  const seeded = 300;
  /** A list's own limit, plus the row that tells whether there is a next page. */
  const mostRows = 101;

  /** The statements that the Worker ran, and how many rows they read. */
  const statements = async (): Promise<{ query: string; rows: number; calls: number }[]> => [
    ...(await stack.admin<{ query: string; rows: number; calls: number }[]>`
      select query, sum(rows)::int as rows, sum(calls)::int as calls from extensions.pg_stat_statements
      where userid in ('anon'::regrole, 'authenticated'::regrole, 'service_role'::regrole, 'app_worker'::regrole) group by query`),
  ];

  it("has a bound for every array: `limit` with a maximum, or the array's own", () => {
    const unbounded = operations.flatMap(({ name, parameters, answers }) => {
      const hasLimit = parameters.some(
        (one) => one.name === "limit" && one.schema.maximum !== undefined,
      );
      const endless = [...answers]
        .filter(([status]) => status < 300)
        .flatMap(([, schema]) => endlessArrays(schema));
      return (hasLimit ? endless.slice(1) : endless).map((at) => `${name}: ${at}`);
    });
    expect(unbounded).toEqual([]);
  });

  it("reads no more rows than it may return, however many there are", async () => {
    const { id } = caller.person;
    for (const { name, seed } of modules as readonly Module[])
      if (seed !== undefined) {
        const file = join(import.meta.dirname, "../../src/modules", name, "seed.sql");
        await stack.admin.unsafe(readFileSync(file, "utf8"));
      }
    await stack.admin`insert into api_keys (owner_id, name, prefix, hash, scopes, expires_at)
      select ${id}, 'key ' || n, 'sw_local_' || n, md5(n::text) || md5(n::text), array['notes:read'], now() + interval '1 day' from generate_series(1, ${seeded}) n`;
    const before = await statements();
    const lists = operations.filter(
      ({ method, path, answers }) =>
        method === "GET" && !path.includes("{") && [...answers.keys()].includes(200),
    );
    const sizes = new Map<string, number>();
    for (const operation of lists) {
      const most = operation.parameters.find(({ name }) => name === "limit")?.schema.maximum;
      const { body } = await send(
        addressOf(operation, most === undefined ? {} : { limit: String(most) }),
        requestFor(operation, caller),
      );
      sizes.set(
        operation.name,
        Math.max(
          0,
          ...Object.values(body ?? {}).map((value) => (Array.isArray(value) ? value.length : 0)),
        ),
      );
    }
    expect(sizes.get("GET /rest/api-keys")).toBe(100);
    const asked = (await statements()).map(({ query, rows, calls }) => {
      const known = before.find((one) => one.query === query) ?? { rows: 0, calls: 0 };
      return { query, rows: rows - known.rows, calls: calls - known.calls };
    });
    expect(asked.filter(({ calls }) => calls > 0).length).toBeGreaterThan(2);
    expect(asked.filter(({ rows, calls }) => rows > mostRows * calls)).toEqual([]);
  });
});
