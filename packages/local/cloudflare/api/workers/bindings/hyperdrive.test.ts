import { afterAll, beforeAll, expect, test } from "vitest";
import { accountId } from "../../ids.ts";
import { type CloudflareTest, startCloudflareTest, textModule } from "../../testing.ts";

let cloudflare: CloudflareTest;

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

const json = async (path: string) =>
  (await (await fetch(`${cloudflare.app}${path}`)).json()) as Record<string, unknown>;

/** Nothing listens there; connecting to a real PostgreSQL is tested elsewhere. */
const origin = (user: string) => ({
  scheme: "postgres" as const,
  host: "127.0.0.1",
  port: 9,
  database: "postgres",
  user,
  password: "pä:ss/word",
});

test("a Hyperdrive binding uses its config's current login, and the API never shows the password", async () => {
  const { configs } = cloudflare.client.hyperdrive;
  const config = await configs.create({
    account_id: accountId,
    name: "db",
    origin: origin("app_worker"),
  });
  const source = `export default { fetch(request, env) {
    return Response.json({ user: env.DB.user, password: env.DB.password, database: env.DB.database });
  } }`;
  const { workerId } = await cloudflare.deploy({
    source,
    bindings: [{ type: "hyperdrive", name: "DB", id: config.id }],
  });
  expect(await json("/")).toEqual({
    user: "app_worker",
    password: "pä:ss/word",
    database: "postgres",
  });
  await configs.update(config.id, {
    account_id: accountId,
    name: "db",
    origin: origin("app_worker_b"),
  });
  expect((await json("/")).user).toBe("app_worker_b");
  expect(JSON.stringify(await configs.get(config.id, { account_id: accountId }))).not.toContain(
    "pä:ss/word",
  );
  const dangling = cloudflare.client.workers.beta.workers.versions.create(workerId, {
    account_id: accountId,
    main_module: "index.js",
    modules: [textModule(source)],
    bindings: [{ type: "hyperdrive", name: "DB", id: "5ea0" }],
  });
  await expect(dangling).rejects.toMatchObject({
    status: 400,
    errors: [{ message: expect.stringContaining("Hyperdrive config 5ea0") }],
  });
});
