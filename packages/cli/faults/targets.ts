import { request } from "node:http";
import { parseJson } from "@seaworthy/core/parse-json";
import pg from "pg";
import { z } from "zod";
import type { Target } from "./writer.ts";

export interface DatabaseLogin {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** One write is one transaction; after a failure the next write opens another connection. */
export function databaseTarget(login: DatabaseLogin): Target {
  let open: pg.Client | undefined;
  const connected = async () => {
    if (open !== undefined) return open;
    const client = newClient(login);
    await client.connect();
    open = client;
    return client;
  };
  const drop = async (client: pg.Client | undefined) => {
    if (open === client) open = undefined;
    await client?.end();
  };
  return {
    name: "PostgreSQL through the pooler",
    write: async (n) => {
      const client = await connected();
      try {
        await client.query("insert into public.acknowledged values ($1)", [n]);
      } catch (thrown) {
        drop(client).catch(() => undefined); // it is closed already
        throw thrown;
      }
    },
    read: async () => {
      const client = newClient(login);
      await client.connect();
      const { rows } = await client.query<{ n: number }>("select n from public.acknowledged");
      await client.end();
      return rows.map(({ n }) => n);
    },
    close: () => drop(open),
  };
}

export function newClient({ port, user, password }: DatabaseLogin): pg.Client {
  const client = new pg.Client({
    ...{ host: "127.0.0.1", port, user, password, database: "postgres" },
    connectionTimeoutMillis: 4_500,
    query_timeout: 4_500,
  });
  client.on("error", () => undefined); // the next query fails, and is counted
  return client;
}

export interface RedisLogin {
  readonly port: number;
  /** The name that the API serves it by. */
  readonly host: string;
  readonly token: string;
}

export function redisTarget(login: RedisLogin): Target {
  return {
    name: "Redis over REST",
    write: async (n) => void (await command(login, ["SADD", "acknowledged", String(n)])),
    read: async () => {
      const members = await command(login, ["SMEMBERS", "acknowledged"]);
      return Array.isArray(members) ? members.map(Number) : [];
    },
    close: async () => undefined,
  };
}

async function command({ port, host, token }: RedisLogin, words: readonly string[]) {
  const headers = { host, authorization: `Bearer ${token}`, connection: "close" };
  const text = await send({ port, method: "POST", path: "/", headers }, JSON.stringify(words));
  return (JSON.parse(text) as { result: unknown }).result;
}

/** Each write is a request through the edge, and is stored in a Durable Object. */
export function workerTarget(port: number): Target {
  const headers = { host: "localhost", connection: "close" };
  const call = (method: string, body: string) => send({ port, method, path: "/", headers }, body);
  return {
    name: "the Worker through the edge",
    write: async (n) => void (await call("POST", String(n))),
    read: async () => z.array(z.number()).parse(parseJson(await call("GET", ""))),
    close: async () => undefined,
  };
}

/** The vendors' management APIs: they are only read, so they have nothing to lose. */
export const apiTarget = (port: number, host: string, token: string): Target => ({
  name: "the vendors' APIs",
  write: async () => {
    const headers = { host, authorization: `Bearer ${token}`, connection: "close" };
    await send({ port, method: "GET", path: "/supabase/v1/projects", headers }, "");
  },
  read: undefined,
  close: async () => undefined,
});

interface Sent {
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Rejects unless the response is complete and one of success. */
function send(sent: Sent, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", ...sent }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("error", reject);
      response.once("end", () =>
        response.statusCode === 200 ? resolve(text) : reject(new RangeError(text)),
      );
    });
    asked.once("error", reject);
    asked.end(body);
  });
}
