import { createVendorClient } from "@seaworthy/core/http";
import { createSentry } from "@seaworthy/local/sentry/api/index";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { createUpstash } from "@seaworthy/local/upstash/api/index";
import { createRedis } from "@seaworthy/platform/testing/redis";
import { createDatabase } from "./database.ts";

/** A PostgreSQL behind PgBouncer, two Redis servers behind the REST protocol, and a Sentry. */
export async function startTestServices(workerRole: string) {
  const cloud = await startTestCloud({ vendors: [createSupabase, createUpstash, createSentry] });
  const [database, cache, limiter, sentry] = await Promise.all([
    createDatabase(cloud, workerRole),
    createRedis(cloud, "cache"),
    createRedis(cloud, "limiter"),
    createSentryProject(cloud),
  ]);
  return { cloud, database, cache, limiter, sentry };
}

async function createSentryProject(cloud: TestCloud) {
  const sentry = createVendorClient({
    vendor: "Sentry",
    baseUrl: `${cloud.control.sentry}0`,
    headers: { authorization: `Bearer ${cloud.tokens.sentry}` },
  });
  await sentry.request("POST", "/organizations/seaworthy-local/teams/", {
    name: "Crew",
    slug: "crew",
  });
  await sentry.request("POST", "/teams/seaworthy-local/crew/projects/", {
    name: "app",
    slug: "app",
    platform: "node-cloudflare-workers",
  });
  const key = await sentry.request("POST", "/projects/seaworthy-local/app/keys/", {
    name: "worker",
  });
  const { dsn } = key.body as { dsn: { public: string } };
  const events = async () =>
    (await sentry.request("GET", "/projects/seaworthy-local/app/events/?full=true")).body as Record<
      string,
      unknown
    >[];
  return { dsn: dsn.public, events };
}

/** Stops processes; the returned function resumes them. */
export function freeze(cloud: TestCloud, prefix: string): () => void {
  const frozen = processesOf(cloud, prefix);
  for (const { pid } of frozen) process.kill(pid, "SIGSTOP");
  return () => {
    for (const { pid } of frozen) process.kill(pid, "SIGCONT");
  };
}

/** The cloud's processes whose name has that prefix. */
export function processesOf(cloud: TestCloud, prefix: string) {
  return cloud.context.processes.running().filter(({ name }) => name.startsWith(prefix));
}
