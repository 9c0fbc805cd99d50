import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Secret } from "../kit/values.ts";
import type { RunningPlugin } from "../testing/plugin-process.ts";
import { describeScenario, type Made, type Step } from "../testing/scenario.ts";
import { startParameterized } from "../testing/sources.ts";

const type = (name: string) => `supabase:index/${name.toLowerCase()}:${name}`;
const password = "canary-database-password";
const refOf = (made: Made) => made.get("project")?.id ?? "";

const steps: readonly Step[] = [
  {
    name: "project",
    type: type("Project"),
    inputs: () => ({
      name: "shop",
      organizationId: "seaworthy-local",
      region: "eu-central-1",
      databasePassword: new Secret(password),
    }),
    change: { databasePassword: `${password}-2` },
    importId: ({ id }) => id,
    secrets: ["databasePassword"],
  },
  {
    name: "settings",
    type: type("Settings"),
    inputs: (made) => ({
      projectRef: refOf(made),
      database: JSON.stringify({ statement_timeout: "5000ms", max_connections: 40 }),
      api: JSON.stringify({
        db_schema: "public",
        db_extra_search_path: "public,extensions",
        max_rows: 500,
      }),
      network: JSON.stringify({ restrictions: ["203.0.113.0/24", "2001:db8::/32"] }),
    }),
    change: {
      api: JSON.stringify({
        db_schema: "public",
        db_extra_search_path: "public,extensions",
        max_rows: 200,
      }),
    },
    keeping: { projectRef: "abcdefghijklmnopqrst" },
    deletable: false,
  },
  {
    name: "key",
    type: type("Apikey"),
    inputs: (made) => ({ projectRef: refOf(made), name: "backend" }),
    change: { description: "for the backend" },
    keeping: { projectRef: "abcdefghijklmnopqrst" },
    importId: ({ id }, made) => `${refOf(made)}/${id}`,
    secrets: ["apiKey"],
  },
];

let cloud: TestCloud;
let plugin: RunningPlugin;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  plugin = await startParameterized("supabase", "1.10.1", {
    endpoint: cloud.control.supabase,
    accessToken: cloud.tokens.supabase,
  });
});

afterAll(async () => {
  await plugin.kill();
  await cloud.close();
});

describeScenario("supabase", { client: () => plugin.client, steps });

test("Settings.pooler, which the real provider never sends, is refused with what to use", async () => {
  const { failures } = await plugin.client.check(type("Settings"), {
    projectRef: "abcdefghijklmnopqrst",
    pooler: "{}",
  });
  expect(failures).toEqual([
    { property: "pooler", reason: expect.stringContaining("use supabase.Pooler") },
  ]);
});

test("a change of region is refused, and the database is not touched", async () => {
  const inputs = {
    name: "fixed",
    organizationId: "seaworthy-local",
    region: "eu-central-1",
    databasePassword: password,
  };
  const made = await plugin.client.create(type("Project"), inputs);
  await expect(
    plugin.client.update(type("Project"), made, { ...inputs, region: "us-east-1" }),
  ).rejects.toThrow(/region of Supabase project .* cannot be changed/);
  expect(await plugin.client.read(type("Project"), made.id, made)).toMatchObject({ id: made.id });
  await plugin.client.delete(type("Project"), made);
});
