import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountId, zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

let cloudflare: CloudflareTest;
const account = { account_id: accountId };

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({
    name: "app",
    source: `export default { fetch: () => new Response("app") };`,
  });
  await cloudflare.deploy({
    name: "admin",
    source: `export default { fetch: () => new Response("admin") };`,
  });
  for (const { id } of (await cloudflare.client.workers.routes.list({ zone_id: zoneId })).result)
    await cloudflare.client.workers.routes.delete(id, { zone_id: zoneId });
});
afterAll(() => cloudflare.close());

function get(host: string, path = "/"): Promise<string> {
  const { port } = new URL(cloudflare.app);
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, headers: { host: `${host}:${port}` } }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      answer.once("end", () =>
        resolve(answer.statusCode === 200 ? body : String(answer.statusCode)),
      );
    })
      .once("error", reject)
      .end();
  });
}

test("a Worker serves its whole host name, except where a route sends it elsewhere or nowhere", async () => {
  const { domains, routes } = cloudflare.client.workers;
  expect(await get("admin.localhost")).toBe("522");
  const domain = await domains.update({
    ...account,
    hostname: "admin.localhost",
    service: "admin",
    zone_id: zoneId,
  });
  expect(domain).toMatchObject({
    hostname: "admin.localhost",
    service: "admin",
    zone_name: "localhost",
  });
  await routes.create({ zone_id: zoneId, pattern: "admin.localhost/api/*", script: "app" });
  await routes.create({ zone_id: zoneId, pattern: "admin.localhost/none/*" });
  const answers = ["/", "/deep/x", "/api/x", "/none/x"].map((path) => get("admin.localhost", path));
  expect(await Promise.all(answers)).toEqual(["admin", "admin", "app", "522"]);
  const moved = await domains.update({
    ...account,
    hostname: "admin.localhost",
    service: "app",
    zone_id: zoneId,
  });
  expect([moved.id, await get("admin.localhost")]).toEqual([domain.id, "app"]);
  await cloudflare.cloud.restart();
  expect(await get("admin.localhost")).toBe("app");
  await domains.delete(domain.id ?? "", account);
  expect(await get("admin.localhost")).toBe("522");
});

test.each([
  [{ hostname: "example.com", service: "app" }, 400],
  [{ hostname: "x.localhost", service: "nobody" }, 404],
])("%j is refused", async (wanted, status) => {
  await expect(
    cloudflare.client.workers.domains.update({ ...account, ...wanted, zone_id: zoneId }),
  ).rejects.toMatchObject({ status });
});
