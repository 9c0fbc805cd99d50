import { createVendorClient } from "@seaworthy/core/http";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLiveDatabase } from "./live-database.ts";

let cloud: TestCloud;
let url: string;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  const headers = { authorization: `Bearer ${cloud.tokens.supabase}` };
  const supabase = createVendorClient({
    vendor: "Supabase",
    baseUrl: cloud.control.supabase,
    headers,
  });
  const project = {
    name: "live",
    db_pass: "postgres-password",
    organization_slug: "seaworthy-local",
    region: "eu-central-1",
  };
  const { ref } = (await supabase.request("POST", "/v1/projects", project)).body as { ref: string };
  const { database } = (await supabase.request("GET", `/v1/projects/${ref}`)).body as {
    database: { host: string };
  };
  url = `postgres://postgres:postgres-password@${database.host}/postgres`;
});

afterAll(() => cloud?.close());

test("a live database shows the schema that it has", async () => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe("create table public.open_to_all (id bigint primary key)");
  await sql.end();
  const { source, tables } = await readLiveDatabase(url);
  expect(source).toBe("database");
  expect(tables).toContainEqual(
    expect.objectContaining({ name: "open_to_all", rowSecurity: false }),
  );
});

test("an unreachable one and an invalid URL are reported without the password", async () => {
  const wrong = url.replace("postgres-password", "not-the-password");
  for (const address of [
    wrong,
    "postgres://me:not-the-password@127.0.0.1:1/x",
    "not-the-password",
  ]) {
    const failure = await readLiveDatabase(address).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: "DATABASE_UNREACHABLE" });
    expect(String(failure)).not.toContain("not-the-password");
  }
});
