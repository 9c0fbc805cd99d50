import { afterAll, beforeAll, expect, test } from "vitest";
import { zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

const send = (call: "purge_cache" | "invalidate_cache", body: Record<string, unknown>) =>
  cloudflare.client.post(`/zones/${zoneId}/${call}`, { body });
const many = (count: number) => Array.from({ length: count }, (_, at) => `https://localhost/${at}`);

test.each([
  { files: ["ftp://localhost/a"] },
  { files: ["/a"] },
  { files: ["https://other.example/a"] },
  { files: ["https://notlocalhost/a"] },
  { files: [{ url: "https://other.example/a" }] },
  { hosts: ["other.example"] },
  { hosts: ["https://localhost"] },
  { hosts: ["localhost/a"] },
  { prefixes: ["https://localhost/a"] },
  { prefixes: ["localhost/a?b"] },
  { prefixes: ["other.example/a"] },
  { tags: Array.from({ length: 101 }, String) },
  { prefixes: Array.from({ length: 101 }, (_, at) => `localhost/${at}`) },
])("%j is refused by both calls", async (body) => {
  for (const call of ["purge_cache", "invalidate_cache"] as const)
    await expect(send(call, body)).rejects.toMatchObject({ status: 400 });
});

test("URLs, hosts and prefixes of the zone and its subdomains are taken, 100 in a request", async () => {
  for (const body of [
    { files: many(100) },
    { files: ["https://a.localhost:8443/x?y", "https://localhost"] },
    { hosts: ["LOCALHOST", "b.localhost"] },
    { prefixes: ["localhost", "b.localhost/x/y.jpg"] },
  ])
    expect(await send("purge_cache", body)).toMatchObject({ result: { id: zoneId } });
  await expect(send("purge_cache", { files: many(501) })).rejects.toMatchObject({ status: 400 });
});
