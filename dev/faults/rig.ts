import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { createUpstash } from "@seaworthy/local/upstash/api/index";
import { Redis } from "@upstash/redis";
import postgres from "postgres";
import type { Target } from "./writer.ts";

/** A local cloud with a database behind its pooler and a Redis, and their writers. */
export interface Rig {
  readonly cloud: TestCloud;
  readonly targets: readonly Target[];
  /** The process with that name prefix, e.g. `postgres-`. */
  pidOf(prefix: string): number;
  readonly ports: { readonly direct: number; readonly pooler: number };
  close(): Promise<void>;
}

const password = "faults-password";

/** `directory` is the cloud's data folder; default a new one. */
export async function openRig(directory = mkdtempSync(join(tmpdir(), "sea-"))): Promise<Rig> {
  mkdirSync(directory, { recursive: true });
  const cloud = await startTestCloud({ vendors: [createSupabase, createUpstash], directory });
  const { ref, ports } = await createProject(cloud);
  const redis = await createRedis(cloud);
  const connect = () =>
    postgres({
      host: "127.0.0.1",
      port: ports.pooler,
      user: `postgres.${ref}`,
      password,
      database: "postgres",
      max: 1,
      connect_timeout: 10,
      prepare: false,
      fetch_types: false,
      onnotice: () => undefined,
    });
  const setUp = connect();
  await setUp`create table public.acknowledged (n integer primary key)`;
  await setUp.end();
  return {
    cloud,
    ports,
    targets: [databaseTarget(connect), redisTarget(redis)],
    pidOf: (prefix) =>
      cloud.context.processes.running().find(({ name }) => name.startsWith(prefix))?.pid ?? 0,
    close: async () => {
      await cloud.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function databaseTarget(connect: () => postgres.Sql): Target {
  let sql = connect();
  return {
    name: "PostgreSQL through the pooler",
    write: async (n) => {
      try {
        await sql`insert into public.acknowledged values (${n})`;
      } catch (thrown) {
        void sql.end({ timeout: 0 });
        sql = connect();
        throw thrown;
      }
    },
    read: async () => (await sql`select n from public.acknowledged`).map(({ n }) => Number(n)),
    close: () => sql.end({ timeout: 1 }),
  };
}

function redisTarget(redis: Redis): Target {
  return {
    name: "Redis over REST",
    write: async (n) => {
      await redis.sadd("acknowledged", n);
    },
    read: async () => (await redis.smembers("acknowledged")).map(Number),
    close: async () => undefined,
  };
}

async function createProject(cloud: TestCloud) {
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${cloud.control.supabase}/v1/projects${path}`, {
      method,
      headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as {
      id: string;
      database: { host: string };
      0: { db_port: number };
    };
  };
  const { id: ref } = await call("POST", "", {
    name: "faults",
    organization_slug: "seaworthy-local",
    db_pass: password,
    region_selection: { type: "specific", code: "eu-central-1" },
  });
  const { database } = await call("GET", `/${ref}`);
  const poolers = await call("GET", `/${ref}/config/database/pooler`);
  const direct = Number(database.host.split(":")[1]);
  return { ref, ports: { direct, pooler: poolers[0].db_port } };
}

async function createRedis(cloud: TestCloud): Promise<Redis> {
  const login = btoa(`local@seaworthy.localhost:${cloud.tokens.upstash}`);
  const response = await fetch(`${cloud.control.upstash}/v2/redis/database`, {
    method: "POST",
    headers: { authorization: `Basic ${login}` },
    body: JSON.stringify({
      database_name: "faults",
      platform: "aws",
      primary_region: "us-east-1",
      tls: false,
    }),
  });
  const { endpoint, rest_token: token } = (await response.json()) as Record<string, string>;
  return new Redis({ url: `http://${endpoint}`, token: token ?? "", retry: false });
}
