import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Secret } from "../../kit/values.ts";
import type { RunningPlugin } from "../../testing/plugin-process.ts";
import {
  accessTo,
  adminPassword,
  createProject,
  login,
  startSeaworthy,
  startSeaworthyOn,
} from "../testing.ts";

const rolePassword = "canary-role-password";

let cloud: TestCloud;
let plugin: RunningPlugin;
let host: string;
let ref: string;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  ({ host, ref } = await createProject(cloud));
  plugin = await startSeaworthyOn(cloud);
});

afterAll(async () => {
  await plugin.kill();
  await cloud.close();
});

test("an existing role is imported, with the password of PGPASSWORD", async () => {
  const importing = await startSeaworthy({ PGPASSWORD: adminPassword });
  await importing.client.configure("pulumi:providers:seaworthy", {});
  const found = await importing.client.read(
    "seaworthy:index:DatabaseRole",
    `${host}/postgres/postgres/authenticator`,
  );
  expect(found?.inputs).toMatchObject({
    host,
    name: "authenticator",
    memberOf: expect.arrayContaining(["anon", "authenticated", "service_role"]),
  });
  expect(
    await importing.client.read(
      "seaworthy:index:DatabaseRole",
      `${host}/postgres/postgres/nobody_here`,
    ),
  ).toBeUndefined();
  await importing.kill();
});

test("a role logs in with its password, becomes other roles, and is deleted with its sessions", async () => {
  const inputs = {
    ...accessTo(host),
    name: "short_lived",
    password: new Secret(rolePassword),
    memberOf: ["anon"],
    settings: {},
  };
  const role = await plugin.client.create("seaworthy:index:DatabaseRole", inputs);
  const session = await login(host, "short_lived", rolePassword);
  const ended = new Promise((resolve) => session.on("error", resolve));
  await session.query("set role anon");
  await session.query("reset role");
  await expect(session.query("set role service_role")).rejects.toThrow(/permission denied/);
  const owner = await login(host, "postgres", adminPassword);
  await owner.query("grant short_lived to postgres; grant create on schema public to short_lived");
  await owner.query("create table handed_over (id int)");
  await owner.query("alter table handed_over owner to short_lived");
  await plugin.client.delete("seaworthy:index:DatabaseRole", role);
  await ended;
  const { rows } = await owner.query(
    "select tableowner from pg_tables where tablename = 'handed_over'",
  );
  expect(rows).toEqual([{ tableowner: "postgres" }]);
  await owner.end();
  await expect(login(host, "short_lived", rolePassword)).rejects.toThrow();
});

test("neither password is on the wire: the server receives SCRAM proofs and a verifier", async () => {
  const wire = await listenIn(host, join(cloud.context.dataDirectory, "database", ref, "tls"));
  const inputs = {
    ...accessTo(host),
    host: wire.host,
    name: "verified",
    password: new Secret(rolePassword),
    memberOf: [],
    settings: {},
  };
  const role = await plugin.client.create("seaworthy:index:DatabaseRole", inputs);
  expect(wire.heard()).toContain("SCRAM-SHA-256$4096:");
  expect(wire.heard()).not.toContain("canary");
  await plugin.client.delete("seaworthy:index:DatabaseRole", role);
  wire.close();
});

test("roles and migrations reach a database that enforces TLS", async () => {
  const enforce = (database: boolean) =>
    fetch(`${cloud.control.supabase}/v1/projects/${ref}/ssl-enforcement`, {
      method: "PUT",
      headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
      body: JSON.stringify({ requestedConfig: { database } }),
    });
  const directory = mkdtempSync(join(tmpdir(), "sea-tls-"));
  writeFileSync(join(directory, "0001_one.sql"), "-- Up Migration\nselect 1;\n");
  await enforce(true);
  const role = await plugin.client.create("seaworthy:index:DatabaseRole", {
    ...accessTo(host),
    name: "encrypted",
    password: new Secret(rolePassword),
    memberOf: [],
    settings: {},
  });
  await plugin.client.create("seaworthy:index:Migrations", { ...accessTo(host), directory });
  await expect(login(host, "encrypted", rolePassword)).rejects.toThrow(/no encryption/);
  await plugin.client.delete("seaworthy:index:DatabaseRole", role);
  await enforce(false);
  rmSync(directory, { recursive: true });
});

test("a migration that fails is rolled back and reported with its file", async () => {
  const broken = mkdtempSync(join(tmpdir(), "sea-broken-"));
  writeFileSync(join(broken, "0001_posts.sql"), "-- Up Migration\nselect 1;\n");
  writeFileSync(
    join(broken, "0002_good.sql"),
    "-- Up Migration\ncreate table half_applied (id int);\n",
  );
  writeFileSync(
    join(broken, "0003_bad.sql"),
    "-- Up Migration\ncreate table half_applied (id int);\n",
  );
  const attempt = plugin.client.create("seaworthy:index:Migrations", {
    ...accessTo(host),
    directory: broken,
  });
  await expect(attempt).rejects.toThrow(
    /MIGRATION_FAILED: Migration 0003_bad\.sql failed: relation "half_applied" already exists.*No migration of this run was applied/,
  );
  const owner = await login(host, "postgres", adminPassword);
  expect((await owner.query("select to_regclass('half_applied') as there")).rows).toEqual([
    { there: null },
  ]);
  await owner.end();
  rmSync(broken, { recursive: true });
});

test("a wrong password is a clear error that does not show it", async () => {
  const inputs = {
    ...accessTo(host),
    adminPassword: new Secret("canary-wrong-password"),
    name: "nobody",
    password: new Secret(rolePassword),
    memberOf: [],
    settings: {},
  };
  const attempt = plugin.client.create("seaworthy:index:DatabaseRole", inputs);
  await expect(attempt).rejects.toThrow(
    /DATABASE_UNREACHABLE: Database postgres at .* rejected postgres/,
  );
  await expect(attempt).rejects.not.toThrow(/canary/);
});

/** A man in the middle of the encrypted connection, using the server's own key. */
async function listenIn(
  target: string,
  tlsDirectory: string,
): Promise<{ host: string; heard: () => string; close: () => void }> {
  const [address = "", port = ""] = target.split(":");
  const [key, cert] = ["server.key", "server.crt"].map((name) =>
    readFileSync(join(tlsDirectory, name)),
  );
  let heard = "";
  const relay = createServer(async (socket) => {
    await once(socket, "readable");
    socket.read(8); // SSLRequest
    socket.write("S");
    const client = new TLSSocket(socket, { isServer: true, key, cert });
    const server = connect(Number(port), address);
    client.on("data", (chunk) => {
      heard += chunk.toString("latin1");
    });
    client.pipe(server).pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const bound = relay.address();
  return {
    host: `127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`,
    heard: () => heard,
    close: () => relay.close(),
  };
}
