import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountId } from "./ids.ts";
import { type CloudflareTest, startCloudflareTest, textModule } from "./testing.ts";

let cloudflare: CloudflareTest;

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

const json = async (path: string) => (await (await fetch(`${cloudflare.app}${path}`)).json()) as Record<string, unknown>;

test("a Hyperdrive binding reaches the origin of its config, wherever it moves", async () => {
  const answers = ["first", "second"].map((name) => createServer().on("connection", (socket) => socket.end(name)));
  const ports = await Promise.all(
    answers.map(
      (server) =>
        new Promise<number>((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port))),
    ),
  );
  const origin = (port: number | undefined) => ({
    scheme: "postgres" as const,
    host: "127.0.0.1",
    port: port ?? 0,
    database: "postgres",
    user: "app_worker",
    password: "pä:ss/word",
  });
  const config = await cloudflare.client.hyperdrive.configs.create({ account_id: accountId, name: "db", origin: origin(ports[0]) });
  const source = `export default { async fetch(request, env) {
    const socket = env.DB.connect();
    const text = await new Response(socket.readable).text();
    return Response.json({ text, user: env.DB.user, password: env.DB.password, database: env.DB.database });
  } }`;
  const { workerId } = await cloudflare.deploy({
    source,
    bindings: [{ type: "hyperdrive", name: "DB", id: config.id }],
    version: { exports: {} },
  });
  expect(await json("/")).toEqual({ text: "first", user: "app_worker", password: "pä:ss/word", database: "postgres" });
  await cloudflare.client.hyperdrive.configs.update(config.id, { account_id: accountId, name: "db", origin: origin(ports[1]) });
  expect((await json("/")).text).toBe("second");
  expect(JSON.stringify(await cloudflare.client.hyperdrive.configs.get(config.id, { account_id: accountId }))).not.toContain("pä:ss/word");
  const dangling = cloudflare.client.workers.beta.workers.versions.create(workerId, {
    account_id: accountId,
    main_module: "index.js",
    modules: [textModule(source)],
    bindings: [{ type: "hyperdrive", name: "DB", id: "5ea0" }],
  });
  await expect(dangling).rejects.toMatchObject({ status: 400, errors: [{ message: expect.stringContaining("Hyperdrive config 5ea0") }] });
  for (const server of answers) server.close();
});
