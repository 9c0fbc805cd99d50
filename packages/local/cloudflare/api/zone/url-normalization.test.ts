import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

const zone = { zone_id: zoneId };

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({
    source:
      "export default { fetch: ({ url }) => new Response(url.replace(/^[a-z]+:..[^/]+/, '')) }",
  });
  await cloudflare.client.rulesets.phases.update("http_request_firewall_custom", {
    ...zone,
    rules: [{ action: "block", expression: 'http.request.uri.path eq "/x/y"' }],
  } as never);
});
afterAll(() => cloudflare.close());
beforeEach(async () => void (await cloudflare.client.urlNormalization.delete(zone)));

/** fetch() would normalize the path before sending it. */
function get(path: string): Promise<string> {
  const { port } = new URL(cloudflare.app);
  return new Promise((resolve, reject) => {
    const asked = request(
      { port, host: "127.0.0.1", path, headers: { host: "localhost" } },
      async (answer) => {
        const body = await text(answer);
        resolve(answer.statusCode === 200 ? body : String(answer.statusCode));
      },
    );
    asked.once("error", reject).end();
  });
}

test("is RFC 3986 for incoming requests by default", async () => {
  expect(await cloudflare.client.urlNormalization.get(zone)).toEqual({
    type: "rfc3986",
    scope: "incoming",
  });
  expect(await get("/x//y")).toBe("/x//y");
  expect(await get("/%78/./y")).toBe("403");
});

test("the Worker gets the URL that the rules saw", async () => {
  expect(await get("/a/./b?q=/../%72")).toBe("/a/b?q=/../%72");
  expect(await get("/%68ello//pa\\th")).toBe("/hello//pa%5Cth");
});

test("in the Cloudflare mode slashes are merged", async () => {
  for (const scope of ["incoming", "both"] as const) {
    const changed = { type: "cloudflare", scope } as const;
    expect(await cloudflare.client.urlNormalization.update({ ...zone, ...changed })).toEqual(
      changed,
    );
    expect(await get("/x//y")).toBe("403");
    expect(await get("/x\\y")).toBe("403");
    expect(await get("/a//b")).toBe("/a/b");
  }
});

test("with scope none, rules and Workers see what the client sent", async () => {
  await cloudflare.client.urlNormalization.update({ ...zone, type: "rfc3986", scope: "none" });
  expect(await get("/%78/y")).toBe("/%78/y");
  expect(await get("/x/y")).toBe("403");
});

test.each([{ type: "rfc" }, { scope: "origin" }, { more: 1 }])("%o is refused", async (wrong) => {
  const body = { type: "rfc3986", scope: "incoming", ...wrong };
  const refused = cloudflare.client.put(`/zones/${zoneId}/url_normalization`, { body });
  await expect(refused).rejects.toMatchObject({ status: 400 });
});
