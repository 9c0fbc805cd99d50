import { createVendorClient } from "@seaworthy/core/http";
import type { TestCloud } from "@seaworthy/local/testing";
import postgres from "postgres";

/** A Supabase project; `prepare` creates what the Worker's login needs, such as the tables. */
export async function createProject(
  cloud: TestCloud,
  workerRole: string,
  prepare: (databaseUrl: string) => Promise<unknown>,
) {
  const supabase = createVendorClient({
    vendor: "Supabase",
    baseUrl: cloud.control.supabase,
    headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
  });
  const [password, workerPassword] = ["postgres-password", "worker-password"];
  const created = await supabase.request("POST", "/v1/projects", {
    name: "app",
    db_pass: password,
    organization_slug: "seaworthy-local",
    region: "eu-central-1",
  });
  const { ref } = created.body as { ref: string };
  const project = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  const [pooler] = (await supabase.request("GET", `/v1/projects/${ref}/config/database/pooler`))
    .body as { db_port: number }[];
  const databaseUrl = `postgres://postgres:${password}@${project.database.host}/postgres`;
  await prepare(databaseUrl);
  const admin = postgres(databaseUrl, { max: 2, onnotice: () => {} });
  await admin.unsafe(`create role ${workerRole} login noinherit password '${workerPassword}'`);
  await admin.unsafe(`grant anon, authenticated, service_role to ${workerRole}`);
  return {
    databaseUrl,
    admin,
    workerUrl: `postgres://${workerRole}.${ref}:${workerPassword}@127.0.0.1:${pooler?.db_port}/postgres`,
    remove: () => supabase.request("DELETE", `/v1/projects/${ref}`),
  };
}
