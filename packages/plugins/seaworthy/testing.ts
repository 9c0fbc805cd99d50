import { join } from "node:path";
import { defined } from "@seaworthy/core/defined";
import type { TestCloud } from "@seaworthy/local/testing";
import pg from "pg";
import { Secret, type Values } from "../kit/values.ts";
import { type RunningPlugin, startPlugin } from "../testing/plugin-process.ts";

/** Password of the `postgres` login in test projects; must never be shown. */
export const adminPassword = "canary-admin-password";

/** The plugin as the engine starts it, before configuration. */
export function startSeaworthy(
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningPlugin> {
  return startPlugin(
    { command: join(import.meta.dirname, "pulumi-resource-seaworthy"), args: [] },
    environment,
  );
}

/** The plugin, configured for a local cloud. */
export async function startSeaworthyOn({
  control,
  tokens,
}: Pick<TestCloud, "control" | "tokens">): Promise<RunningPlugin> {
  const started = await startSeaworthy();
  await started.client.configure("pulumi:providers:seaworthy", {
    supabaseEndpoint: control.supabase,
    supabaseAccessToken: new Secret(tokens.supabase),
    upstashEndpoint: control.upstash,
    upstashEmail: "local@seaworthy.localhost",
    upstashApiKey: new Secret(tokens.upstash),
  });
  return started;
}

/** A Supabase project of a local cloud; `host` is host:port of its database. */
export async function createProject(cloud: TestCloud): Promise<{ ref: string; host: string }> {
  const made = await supabase(cloud, "POST", "/v1/projects", {
    name: "shop",
    organization_slug: "seaworthy-local",
    db_pass: adminPassword,
    region_selection: { type: "specific", code: "eu-central-1" },
  });
  const ref = String(made.id);
  const project = await supabase(cloud, "GET", `/v1/projects/${ref}`);
  return { ref, host: (project.database as { host: string }).host };
}

/** How resources log in to a project's database. */
export function accessTo(host: string): Values {
  return {
    host,
    database: "postgres",
    adminUser: "postgres",
    adminPassword: new Secret(adminPassword),
  };
}

export async function login(host: string, user: string, password: string): Promise<pg.Client> {
  const [address = "", port = ""] = host.split(":");
  const client = new pg.Client({
    host: address,
    port: Number(port),
    database: "postgres",
    user,
    password,
  });
  await client.connect();
  return client;
}

async function supabase(
  { control, tokens }: TestCloud,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const headers = {
    authorization: `Bearer ${tokens.supabase}`,
    "content-type": "application/json",
  };
  const response = await fetch(control.supabase + path, {
    method,
    headers,
    ...defined({ body: JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, unknown>;
}
