import { readFileSync } from "node:fs";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { createSupabase } from "./index.ts";
import { call, createTestProject, portsOf, testPassword } from "./testing.ts";

let cloud: TestCloud;
let ref: string;
let ports: { direct: number; pooler: number };
let authority: string;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  ref = await createTestProject(cloud);
  ports = await portsOf(cloud, ref);
  authority = readFileSync(`${cloud.context.dataDirectory}/database/${ref}/tls/ca.crt`, "utf8");
});
afterAll(() => cloud?.close());

type Place = "direct" | "pooler";
const places: readonly Place[] = ["direct", "pooler"];
const loginAt = (place: Place) => (place === "direct" ? "postgres" : `postgres.${ref}`);

async function ask(
  place: Place,
  options: postgres.Options<Record<string, never>>,
  query = "select 1 as one",
) {
  const sql = postgres({
    host: "localhost",
    port: ports[place],
    database: "postgres",
    user: loginAt(place),
    password: testPassword,
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: 5,
    ...options,
  });
  try {
    return [...(await sql.unsafe(query))];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const enforce = (database: boolean) =>
  call(cloud, "PUT", `/v1/projects/${ref}/ssl-enforcement`, { requestedConfig: { database } });

describe.each(places)("TLS, %s", (place) => {
  it("is offered, with a certificate for localhost signed by the project's CA", async () => {
    const verified = { ca: authority, rejectUnauthorized: true };
    expect(await ask(place, { ssl: verified })).toEqual([{ one: 1 }]);
    await expect(ask(place, { ssl: { rejectUnauthorized: true } })).rejects.toThrow(
      /self-signed certificate/,
    );
  });

  it("is required exactly while it is enforced", async () => {
    expect(await ask(place, { ssl: false })).toEqual([{ one: 1 }]);
    expect((await enforce(true)).body).toEqual({
      currentConfig: { database: true },
      appliedSuccessfully: true,
    });
    await expect(ask(place, { ssl: false })).rejects.toThrow(
      place === "direct" ? /no pg_hba.conf entry .* no encryption/ : /SSL connection is required/,
    );
    expect(await ask(place, { ssl: "require" })).toEqual([{ one: 1 }]);
    const health = await call(cloud, "GET", `/v1/projects/${ref}/health?services=db,pooler`);
    expect(health.body).toMatchObject([{ healthy: true }, { healthy: true }]);
    await enforce(false);
    expect(await ask(place, { ssl: false })).toEqual([{ one: 1 }]);
  });
});

it("stays required across a restart", async () => {
  await enforce(true);
  await cloud.restart();
  for (const place of places) {
    await expect(ask(place, { ssl: false }), place).rejects.toThrow();
    expect(await ask(place, { ssl: "require" }), place).toEqual([{ one: 1 }]);
  }
  await enforce(false);
});

describe("the pooler's login", () => {
  it("is named by the API with the project's ref", async () => {
    const answer = await call(cloud, "GET", `/v1/projects/${ref}/config/database/pooler`);
    expect(answer.body).toMatchObject([
      {
        db_user: `postgres.${ref}`,
        connection_string: expect.stringContaining(`//postgres.${ref}:[YOUR-PASSWORD]@`),
      },
    ]);
  });

  it("may name the project in options instead", async () => {
    const options = { user: "postgres", connection: { options: `reference=${ref}` } };
    expect(await ask("pooler", options)).toEqual([{ one: 1 }]);
  });

  it.each([
    ["none", () => ({ user: "postgres" })],
    ["another", () => ({ user: "postgres.aaaaaaaaaaaaaaaaaaaa" })],
    ["another in options", () => ({ user: "postgres", connection: { options: "reference=a" } })],
  ])("is refused when it names %s", async (_what, options) => {
    await expect(ask("pooler", options())).rejects.toMatchObject({
      code: "XX000",
      message: "Tenant or user not found",
    });
  });

  it("is refused with other options, which a pooler cannot pass on", async () => {
    const options = { connection: { options: "-c work_mem=1MB" } };
    await expect(ask("pooler", options)).rejects.toThrow(/unsupported startup parameter: options/);
  });

  it("passes results and parameters through unchanged", async () => {
    const [row] = await ask("pooler", { ssl: "require" }, "select repeat('x', 5000000) as text");
    expect(row?.text).toHaveLength(5_000_000);
  });

  it("cancels a running query", async () => {
    const sql = postgres({
      ...{ host: "localhost", port: ports.pooler, database: "postgres", max: 1 },
      ...{ user: loginAt("pooler"), password: testPassword, prepare: false, fetch_types: false },
    });
    const query = sql`select pg_sleep(60)`;
    const outcome = query.then(
      () => "done",
      (thrown: unknown) => thrown,
    );
    await expect
      .poll(() =>
        ask("direct", {}, "select 1 from pg_stat_activity where query ~ '^select pg_sleep'"),
      )
      .toHaveLength(1);
    query.cancel();
    expect(await outcome).toMatchObject({ code: "57014" });
    await sql.end({ timeout: 1 });
  });
});
