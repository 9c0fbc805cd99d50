import { afterAll, beforeAll, expect, test } from "vitest";
import { zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

let cloudflare: CloudflareTest;
const zone = { zone_id: zoneId };
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

const rule = (host: string) => ({ action: "block", expression: `http.host eq "${host}"` });
const put = async (hosts: readonly string[]) =>
  (await cloudflare.client.rulesets.phases.update("http_request_firewall_custom", {
    ...zone,
    rules: hosts.map(rule) as never,
  })) as { id: string };

async function versionsOf(id: string): Promise<string[]> {
  const found: string[] = [];
  for await (const version of cloudflare.client.rulesets.versions.list(id, zone)) {
    expect(version).not.toHaveProperty("rules");
    found.push(version.version);
  }
  return found;
}

test("each change leaves the version before it, until it is deleted or the ruleset is", async () => {
  const { versions } = cloudflare.client.rulesets;
  const { id } = await put(["a.example"]);
  await put(["a.example", "b.example"]);
  await put([]);
  expect(await versionsOf(id)).toEqual(["1", "2", "3"]);
  const second = await versions.get("2", { ...zone, ruleset_id: id });
  expect(second.rules.map(({ expression }) => expression)).toEqual([
    'http.host eq "a.example"',
    'http.host eq "b.example"',
  ]);
  expect((await versions.get("3", { ...zone, ruleset_id: id })).rules).toEqual([]);
  const entrypoint = `/zones/${zoneId}/rulesets/phases/http_request_firewall_custom/entrypoint`;
  const read = async (path: string) =>
    ((await cloudflare.client.get(entrypoint + path)) as { result: unknown }).result;
  expect(await read("/versions")).toHaveLength(3);
  expect(await read("/versions/2")).toEqual(second);
  await expect(read("/versions/9")).rejects.toMatchObject({ status: 404 });
  for (const version of ["4", "0", "x"])
    await expect(versions.get(version, { ...zone, ruleset_id: id })).rejects.toMatchObject({
      status: 404,
    });
  await expect(versions.delete("3", { ...zone, ruleset_id: id })).rejects.toMatchObject({
    status: 400,
  });
  await versions.delete("1", { ...zone, ruleset_id: id });
  expect(await versionsOf(id)).toEqual(["2", "3"]);
  await cloudflare.client.rulesets.delete(id, zone);
  await expect(versionsOf(id)).rejects.toMatchObject({ status: 404 });
  expect(await versionsOf((await put([])).id)).toEqual(["1"]);
});
