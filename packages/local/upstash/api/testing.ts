import { defined } from "@seaworthy/core/defined";
import { Redis } from "@upstash/redis";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { accountEmail } from "./authentication.ts";
import { createUpstash } from "./index.ts";

/** The fields of the API's `Database` that tests read. */
export interface TestDatabase {
  readonly database_id: string;
  readonly database_name: string;
  readonly endpoint: string;
  readonly port: number;
  readonly password: string;
  readonly rest_token: string;
  readonly read_only_rest_token: string;
}

export interface TestUpstash {
  readonly cloud: TestCloud;
  /** Calls the Developer API as an HTTP client. */
  call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> & unknown[] }>;
  createDatabase(fields?: Record<string, unknown>): Promise<TestDatabase>;
  /** Any request to a database's endpoint, with its standard token unless another is given. */
  rest(
    database: TestDatabase,
    path: string,
    init?: RequestInit & { token?: string },
  ): Promise<Response>;
}

export async function startTestUpstash(
  options: { directory?: string; log?: Parameters<typeof startTestCloud>[0]["log"] } = {},
): Promise<TestUpstash> {
  const cloud = await startTestCloud({ vendors: [createUpstash], ...withoutUndefined(options) });
  let created = 0;
  const call: TestUpstash["call"] = async (method, path, body) => {
    const response = await fetch(cloud.control.upstash + path, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${accountEmail}:${cloud.tokens.upstash}`).toString("base64")}`,
      },
      ...defined({ body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  return {
    cloud,
    call,
    createDatabase: async (fields = {}) => {
      const body = {
        database_name: `test-${++created}`,
        platform: "aws",
        primary_region: "eu-central-1",
        tls: false,
        ...fields,
      };
      return (await call("POST", "/v2/redis/database", body)).body as unknown as TestDatabase;
    },
    rest: (database, path, { token = database.rest_token, headers, ...init } = {}) =>
      fetch(`http://${database.endpoint}${path}`, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(headers)), authorization: `Bearer ${token}` },
      }),
  };
}

/** One database of a local Upstash, with the client that applications use. */
export interface TestClient {
  readonly upstash: TestUpstash;
  readonly database: TestDatabase;
  readonly redis: Redis;
}

export async function startTestClient(): Promise<TestClient> {
  const upstash = await startTestUpstash();
  const database = await upstash.createDatabase();
  return { upstash, database, redis: upstashClient(database) };
}

/** The client that applications use, unmodified. */
export function upstashClient(
  database: TestDatabase,
  token: string = database.rest_token,
  options: object = {},
): Redis {
  return new Redis({
    url: `http://${database.endpoint}`,
    token,
    enableTelemetry: false,
    retry: false,
    ...options,
  });
}

function withoutUndefined<T extends object>(
  value: T,
): { [key in keyof T]-?: Exclude<T[key], undefined> } {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as never;
}
