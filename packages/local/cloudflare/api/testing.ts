import Cloudflare from "cloudflare";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { accountId, zoneId } from "./ids.ts";
import { createCloudflare } from "./index.ts";

/** A local cloud with only Cloudflare, its official client, and shortcuts for common test steps. */
export interface CloudflareTest {
  readonly cloud: TestCloud;
  readonly client: Cloudflare;
  /** `http://localhost:<port>` of the edge. */
  readonly app: string;
  readonly appTls: string;
  /** Uploads and deploys the module with a route for the whole zone; returns the ids. */
  deploy(options: DeployOptions): Promise<{ workerId: string; versionId: string }>;
  close(): Promise<void>;
}

export interface DeployOptions {
  readonly source: string;
  readonly name?: string;
  readonly bindings?: readonly Record<string, unknown>[];
  readonly version?: Record<string, unknown>;
}

export function textModule(source: string, name = "index.js") {
  return {
    name,
    content_type: "application/javascript+module",
    content_base64: Buffer.from(source).toString("base64"),
  };
}

export async function startCloudflareTest(
  options: Partial<Parameters<typeof startTestCloud>[0]> = {},
): Promise<CloudflareTest> {
  const cloud = await startTestCloud({ vendors: [createCloudflare], ...options });
  const client = new Cloudflare({
    baseURL: cloud.control.cloudflare,
    apiToken: cloud.tokens.cloudflare,
    maxRetries: 0,
  });
  const ports = cloud.context.ports.all();
  return {
    cloud,
    client,
    app: `http://localhost:${ports["edge.http"]}`,
    appTls: `https://localhost:${ports["edge.https"]}`,
    deploy: (wanted) => deploy(client, wanted),
    close: () => cloud.close(),
  };
}

async function deploy(
  client: Cloudflare,
  options: DeployOptions,
): Promise<{ workerId: string; versionId: string }> {
  const name = options.name ?? "app";
  const workerId =
    (await find(client, name)) ??
    (await client.workers.beta.workers.create({ account_id: accountId, name } as never)).id;
  const version = await client.workers.beta.workers.versions.create(workerId, {
    account_id: accountId,
    main_module: "index.js",
    modules: [textModule(options.source)],
    compatibility_date: "2026-01-01",
    compatibility_flags: ["nodejs_compat"],
    bindings: (options.bindings ?? []) as never,
    ...options.version,
  });
  await client.workers.scripts.deployments.create(name, {
    account_id: accountId,
    strategy: "percentage",
    versions: [{ version_id: version.id, percentage: 100 }],
  });
  await routeTo(client, name);
  return { workerId, versionId: version.id };
}

/** Points the route of the whole zone to this Worker. */
async function routeTo(client: Cloudflare, script: string): Promise<void> {
  const route = { zone_id: zoneId, pattern: "localhost/*", script };
  const known = (await client.workers.routes.list(route)).result.find(
    ({ pattern }) => pattern === route.pattern,
  );
  if (!known) await client.workers.routes.create(route);
  else if (known.script !== script) await client.workers.routes.update(known.id, route);
}

async function find(client: Cloudflare, name: string): Promise<string | undefined> {
  for await (const worker of client.workers.beta.workers.list({ account_id: accountId }))
    if (worker.name === name) return worker.id;
  return undefined;
}
