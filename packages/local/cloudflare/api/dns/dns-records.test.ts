import { afterAll, beforeAll, expect, test } from "vitest";
import { zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

let cloudflare: CloudflareTest;
const zone = { zone_id: zoneId };
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

const records = () => cloudflare.client.dns.records;
const aaaa = { ...zone, type: "AAAA", name: "api", content: "100::", ttl: 1 } as const;

test("a record is created, found by name, changed and deleted", async () => {
  const made = await records().create({ ...aaaa, proxied: true });
  expect(made).toMatchObject({ name: "api.localhost", type: "AAAA", proxied: true, ttl: 1 });
  const found = await records().list({ ...zone, name: "api.localhost" } as never);
  expect(found.result.map(({ id }) => id)).toEqual([made.id]);
  expect((await records().list({ ...zone, name: "b.localhost" } as never)).result).toEqual([]);
  await expect(records().list({ ...zone, search: "a" } as never)).rejects.toThrow("filter search");
  const changed = await records().edit(made.id, { ...aaaa, proxied: false, ttl: 300 });
  expect(changed).toMatchObject({ proxied: false, ttl: 300, content: "100::" });
  expect(await records().get(made.id, zone)).toMatchObject({ ttl: 300 });
  await records().delete(made.id, zone);
  await expect(records().get(made.id, zone)).rejects.toThrow("81044");
});

test.each<[object, string]>([
  [{ type: "A", name: "a", content: "256.1.1.1" }, "9005"],
  [{ type: "A", name: "a", content: "::1" }, "9005"],
  [{ type: "AAAA", name: "a", content: "1.1.1.1" }, "9006"],
  [{ type: "A", name: "a", content: "1.1.1.1", ttl: 30 }, "9021"],
  [{ type: "A", name: "a b", content: "1.1.1.1" }, "9000"],
  [{ type: "TXT", name: "a", content: "x", proxied: true }, "9004"],
  [{ type: "MX", name: "a", content: "x" }, "10026"],
  [{ type: "CNAME", name: "a", content: "1.1.1.1" }, "9007"],
  [{ type: "A", name: "a", content: "1.1.1.1", tags: ["x"] }, "10026"],
])("%j is refused with %s", async (body, code) => {
  await expect(records().create({ ...zone, ttl: 1, ...body } as never)).rejects.toThrow(code);
});

test("a CNAME excludes other records of its name, and duplicates are refused", async () => {
  await records().create({ ...aaaa, name: "one" });
  await expect(records().create({ ...aaaa, name: "one" })).rejects.toThrow("81058");
  const cname = {
    ...zone,
    type: "CNAME",
    name: "one",
    content: "other.example.com",
    ttl: 1,
  } as const;
  await expect(records().create(cname)).rejects.toThrow("81053");
  await records().create({ ...cname, name: "two" });
  await expect(records().create({ ...aaaa, name: "two" })).rejects.toThrow("81053");
});
