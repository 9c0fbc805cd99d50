import { afterAll, beforeAll, expect, test } from "vitest";
import { accountId, zoneId } from "../../api/ids.ts";
import { answeringWorker } from "../../api/rulesets/testing.ts";
import { type CloudflareTest, startCloudflareTest } from "../../api/testing.ts";

let cloudflare: CloudflareTest;
const account = { account_id: accountId };
const phase = "http_request_redirect" as const;

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source: answeringWorker });
  await listOf("first", [
    { source_url: "localhost/old", target_url: "https://new.example/" },
    {
      source_url: "localhost/docs/",
      target_url: "https://docs.example/v2/?lang=en#top",
      status_code: 302,
      subpath_matching: true,
    },
    {
      source_url: "http://localhost/q",
      target_url: "https://q.example/x#f",
      status_code: 308,
      preserve_query_string: true,
    },
    {
      source_url: "localhost/flat",
      target_url: "https://flat.example/",
      subpath_matching: true,
      preserve_path_suffix: false,
    },
  ]);
  await listOf("second", [
    { source_url: "localhost/old", target_url: "https://later.example/" },
    {
      source_url: "localhost/%72aw",
      target_url: "https://raw.example/",
      include_subdomains: true,
    },
  ]);
  await setRules([redirectRule("first"), redirectRule("second", "raw.http.request.full_uri")]);
});
afterAll(() => cloudflare.close());

type Redirect = Record<string, unknown>;
async function listOf(name: string, redirects: readonly Redirect[]): Promise<string> {
  const { lists } = cloudflare.client.rules;
  const { id } = await lists.create({ ...account, kind: "redirect", name });
  await lists.items.create(id, {
    ...account,
    body: redirects.map((redirect) => ({ redirect })) as never,
  });
  return id;
}

const redirectRule = (name: string, key = "http.request.full_uri", over: Redirect = {}) => ({
  action: "redirect",
  expression: `${key} in $${name}`,
  action_parameters: { from_list: { name, key } },
  ...over,
});
const setRules = (rules: readonly Redirect[]) =>
  cloudflare.client.rulesets.phases.update(phase, { ...account, rules: rules as never });

async function ask(path: string): Promise<string> {
  const { status, headers } = await fetch(cloudflare.app + path, { redirect: "manual" });
  return `${status} ${headers.get("location")}`;
}

test.each([
  ["/old", "301 https://new.example/"],
  ["/old?a=1", "301 https://new.example/"],
  ["/docs/", "302 https://docs.example/v2/?lang=en#top"],
  ["/docs/a/b?x", "302 https://docs.example/v2/a/b?lang=en#top"],
  ["/q?a=1&b", "308 https://q.example/x?a=1&b#f"],
  ["/flat/deep/er", "301 https://flat.example/"],
  ["/%72aw", "301 https://raw.example/"],
  ["/raw", "200 null"],
  ["/older", "200 null"],
  ["/docs", "200 null"],
])("%s gets %s", async (path, answer) => {
  expect(await ask(path)).toBe(answer);
});

test("a blocked request is not redirected; a changed list counts at once", async () => {
  const zone = { zone_id: zoneId };
  const { phases } = cloudflare.client.rulesets;
  const block = { action: "block", expression: 'http.request.uri.path eq "/old"' };
  await phases.update("http_request_firewall_custom", { ...zone, rules: [block] as never });
  expect(await ask("/old")).toBe("403 null");
  await phases.update("http_request_firewall_custom", { ...zone, rules: [] });
  const { lists } = cloudflare.client.rules;
  const [found] = (await lists.list(account)).result.filter(({ name }) => name === "first");
  const body = [{ redirect: { source_url: "localhost/old", target_url: "https://b.example/" } }];
  await lists.items.update(found?.id ?? "", { ...account, body });
  expect(await ask("/old")).toBe("301 https://b.example/");
  await expect(lists.delete(found?.id ?? "", account)).rejects.toMatchObject({ status: 400 });
});

test("an item shows what Cloudflare fills in, and keeps its id when it is sent again", async () => {
  const { lists } = cloudflare.client.rules;
  const id = await listOf("shown", [
    { source_url: "localhost/s", target_url: "https://s.example/" },
  ]);
  const read = async () => (await lists.items.list(id, account)).result[0] as { id: string };
  const before = await read();
  expect(before).toMatchObject({
    redirect: {
      source_url: "localhost/s",
      target_url: "https://s.example/",
      status_code: 301,
      include_subdomains: false,
      subpath_matching: false,
      preserve_query_string: false,
      preserve_path_suffix: true,
    },
  });
  expect(before).not.toHaveProperty("value");
  const body = [{ redirect: { source_url: "localhost/s", target_url: "https://t.example/" } }];
  await lists.items.create(id, { ...account, body });
  expect((await read()).id).toBe(before.id);
});

test.each([
  { source_url: "localhost:80/a", target_url: "https://a.example/" },
  { source_url: "localhost/a?b", target_url: "https://a.example/" },
  { source_url: "*.localhost/a", target_url: "https://a.example/" },
  { source_url: "/a", target_url: "https://a.example/" },
  { source_url: "localhost/a" },
  { source_url: "localhost/a", target_url: "/b" },
  { source_url: "localhost/a", target_url: "https://a.example/\r\nx: y" },
  { source_url: "localhost/a", target_url: "https://a.example/", status_code: 303 },
  { source_url: "localhost/a", target_url: "https://a.example/?q", preserve_query_string: true },
  { source_url: "localhost/a", target_url: "https://a.example/", subpath: true },
])("%j is refused as an item", async (redirect) => {
  const { lists } = cloudflare.client.rules;
  const [found] = (await lists.list(account)).result;
  const body = [{ redirect }] as never;
  await expect(lists.items.create(found?.id ?? "", { ...account, body })).rejects.toMatchObject({
    status: 400,
  });
});

test("a rule names a redirect list and reads what its key reads; other owners have other phases", async () => {
  const refused = (rule: Redirect) =>
    expect(setRules([rule])).rejects.toMatchObject({ status: 400 });
  await refused(redirectRule("absent"));
  await refused(redirectRule("first", "http.host"));
  await refused(redirectRule("first", undefined, { expression: "true" }));
  await refused(redirectRule("first", undefined, { action: "block" }));
  const value = { target_url: { value: "https://a.example/" } };
  await refused(redirectRule("first", undefined, { action_parameters: { from_value: value } }));
  const { phases } = cloudflare.client.rulesets;
  const zone = { zone_id: zoneId };
  const rules = [redirectRule("first")] as never;
  await expect(phases.update(phase, { ...zone, rules })).rejects.toMatchObject({ status: 400 });
  const block = { action: "block", expression: "http.request.full_uri in $first" };
  await expect(
    phases.update("http_request_firewall_custom", { ...zone, rules: [block] as never }),
  ).rejects.toMatchObject({ status: 400 });
  await expect(
    phases.update("http_request_firewall_custom", { ...account, rules: [] }),
  ).rejects.toMatchObject({ status: 501 });
  const { id } = (await phases.get(phase, account)) as { id: string };
  await expect(cloudflare.client.rulesets.get(id, zone)).rejects.toMatchObject({ status: 404 });
});
