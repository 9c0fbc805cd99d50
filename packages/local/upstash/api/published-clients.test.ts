import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestUpstash, type TestUpstash } from "./testing.ts";

let upstash: TestUpstash;

beforeAll(async () => {
  upstash = await startTestUpstash();
});
afterAll(() => upstash.cloud.close());

const create = (body: object) => upstash.call("POST", "/v2/redis/database", body);
const global = { region: "global", primary_region: "us-east-1" };

describe("the published CLI, MCP server and Terraform provider", () => {
  it.each([
    ["without platform", { database_name: "one", ...global }, { database_name: "one" }],
    ["with name", { name: "two", ...global }, { database_name: "two" }],
    [
      "with every setting",
      {
        database_name: "three",
        ...global,
        consistent: true,
        multizone: true,
        auto_upgrade: true,
        prod_pack_enabled: true,
      },
      { consistent: true, auto_upgrade: true, prod_pack_enabled: true },
    ],
  ])("create a database %s", async (_what, body, fields) => {
    const answer = await create(body);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ primary_region: "us-east-1", region: "global", ...fields });
  });

  it("change the plan by either path", async () => {
    const { database_id: id } = await upstash.createDatabase();
    for (const [path, body] of [
      [`/v2/redis/change-plan/${id}`, { plan: "fixed_1gb" }],
      [`/v2/redis/${id}/change-plan`, { plan_name: "fixed_250mb" }],
    ] as const)
      expect(await upstash.call("POST", path, body)).toEqual({ status: 200, body: "OK" });
    expect((await upstash.call("POST", `/v2/redis/change-plan/${id}`, {})).status).toBe(400);
  });

  it("find every documented field, with its type", async () => {
    const { database_id: id } = await upstash.createDatabase();
    const { body } = await upstash.call("GET", `/v2/redis/database/${id}`);
    const numbers = `db_max_clients db_max_request_size db_disk_threshold db_max_entry_size
      db_memory_threshold db_max_commands_per_second db_request_limit db_conn_idle_timeout
      db_lua_timeout db_lua_credits_per_min db_store_max_idle db_max_loads_per_sec
      last_plan_upgrade_time creation_time port budget replicas`.split(/\s+/);
    for (const field of numbers)
      expect({ field, type: typeof body[field] }).toEqual({ field, type: "number" });
    for (const field of ["db_resource_size", "db_type", "prometheus_enabled"])
      expect({ field, type: typeof body[field] }).toEqual({ field, type: "string" });
    expect(body.securityAddons).toMatchObject({ ipWhitelisting: false, tlsMutualAuth: false });
  });
});

describe("a name", () => {
  it("belongs to one database, even under concurrent creates and renames", async () => {
    const body = { database_name: "twin", tls: false, ...global };
    const answers = await Promise.all([create(body), create(body)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    const { database_id: id } = await upstash.createDatabase();
    const renamed = await upstash.call("POST", `/v2/redis/rename/${id}`, { name: "twin" });
    expect([renamed.status, renamed.body.message]).toEqual([
      400,
      'A database named "twin" already exists.',
    ]);
  });
});
