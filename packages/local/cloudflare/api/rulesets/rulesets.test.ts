import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

let cloudflare: CloudflareTest;
const zone = { zone_id: zoneId };

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());
afterEach(async () => {
  for await (const { id } of cloudflare.client.rulesets.list(zone))
    await cloudflare.client.rulesets.delete(id, zone);
});

type Rule = Record<string, unknown>;
const create = (phase: string, rules: Rule[], over: Rule = {}) =>
  cloudflare.client.rulesets.create({
    ...zone,
    kind: "zone",
    phase,
    name: "set",
    rules,
    ...over,
  } as never) as Promise<{
    id: string;
    version: string;
    rules: (Rule & { id: string; version: string })[];
  }>;

const ratelimit = {
  characteristics: ["ip.src", "cf.colo.id"],
  period: 60,
  requests_per_period: 100,
  mitigation_timeout: 60,
  requests_to_origin: false,
};
const limit = {
  ref: "rest",
  action: "block",
  expression: 'starts_with(http.request.uri.path, "/rest")',
  description: "d",
  enabled: true,
  ratelimit,
};

test("the response contains what was sent, with ids, versions and times; reading returns the same", async () => {
  const created = await create("http_ratelimit", [limit], { description: "rules" });
  expect(created).toMatchObject({
    kind: "zone",
    phase: "http_ratelimit",
    name: "set",
    description: "rules",
    version: "1",
    rules: [limit],
  });
  expect(created.rules[0]).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    version: "1",
    last_updated: expect.any(String),
  });
  expect(await cloudflare.client.rulesets.get(created.id, zone)).toEqual(created);
  expect(await cloudflare.client.rulesets.phases.get("http_ratelimit", zone)).toEqual(created);
  expect((await cloudflare.client.rulesets.list(zone)).result).toMatchObject([
    { id: created.id, phase: "http_ratelimit" },
  ]);
});

test("a rule keeps its id while its ref stays, and its version counts only its own changes", async () => {
  const created = await create("http_ratelimit", [limit, { ...limit, ref: "auth" }]);
  const changed = { ...limit, ref: "auth", ratelimit: { ...ratelimit, requests_per_period: 20 } };
  const updated = (await cloudflare.client.rulesets.update(created.id, {
    ...zone,
    kind: "zone",
    phase: "http_ratelimit",
    rules: [changed, limit],
  } as never)) as typeof created;
  expect(updated.version).toBe("2");
  expect(updated.rules.map(({ id, version }) => [id, version])).toEqual([
    [created.rules[1]?.id, "2"],
    [created.rules[0]?.id, "1"],
  ]);
});

test("a phase has one ruleset", async () => {
  await create("http_ratelimit", [limit]);
  await expect(create("http_ratelimit", [limit])).rejects.toMatchObject({
    status: 400,
    errors: [
      {
        code: 20217,
        message:
          "'zone' is not a valid value for kind because exceeded maximum number of zone rulesets for phase http_ratelimit",
      },
    ],
  });
});

const wrong: [string, string, Rule, number, RegExp][] = [
  [
    "a phase that is not implemented",
    "http_response_firewall_managed",
    {},
    501,
    /phase http_response_firewall_managed is not implemented/,
  ],
  [
    "a phase that does not exist",
    "http_moon",
    {},
    400,
    /'http_moon' is not a valid value for phase/,
  ],
  [
    "an action that is not implemented",
    "http_ratelimit",
    { action: "serve_error" },
    501,
    /serve_error/,
  ],
  [
    "an action of another phase",
    "http_ratelimit",
    { action: "rewrite" },
    400,
    /'rewrite' is not a valid value for action/,
  ],
  [
    "a period",
    "http_ratelimit",
    { ratelimit: { ...ratelimit, period: 61 } },
    400,
    /'61' is not a valid value for period because the allowed values are 10, 60, 120, 300, 600, 3600/,
  ],
  [
    "a mitigation timeout",
    "http_ratelimit",
    { ratelimit: { ...ratelimit, mitigation_timeout: 61 } },
    400,
    /mitigation_timeout/,
  ],
  [
    "no limit",
    "http_ratelimit",
    { ratelimit: { characteristics: ["cf.colo.id"], period: 60 } },
    400,
    /requests_per_period/,
  ],
  [
    "characteristics without the data centre",
    "http_ratelimit",
    { ratelimit: { ...ratelimit, characteristics: ["ip.src"] } },
    400,
    /must include cf.colo.id/,
  ],
  [
    "a characteristic that is not implemented",
    "http_ratelimit",
    { ratelimit: { ...ratelimit, characteristics: ["cf.colo.id", "cf.bot_management.ja3_hash"] } },
    501,
    /cf.bot_management.ja3_hash/,
  ],
  [
    "an expression that does not parse",
    "http_ratelimit",
    { expression: "http.host eqq 1" },
    400,
    /is not a valid value for expression because parsing failed[\s\S]*\^/,
  ],
  ["an unknown field", "http_ratelimit", { expression: "http.moon eq 1" }, 501, /http.moon/],
  [
    "a field of the body",
    "http_ratelimit",
    { expression: 'http.request.body.raw contains "x"' },
    501,
    /http.request.body.raw/,
  ],
  [
    "a field of the answer before there is one",
    "http_ratelimit",
    { expression: "http.response.code eq 404" },
    400,
    /http.response.code/,
  ],
  ["a rate limit in another phase", "http_request_firewall_custom", {}, 400, /have none/],
  ["an unknown field of a rule", "http_ratelimit", { surprise: 1 }, 400, /surprise/],
  [
    "an unknown cache parameter",
    "http_request_cache_settings",
    {
      action: "set_cache_settings",
      ratelimit: undefined,
      action_parameters: { cache_reserve: { eligible: true } },
    },
    501,
    /cache_reserve/,
  ],
  [
    "a lifetime that is missing",
    "http_request_cache_settings",
    {
      action: "set_cache_settings",
      ratelimit: undefined,
      action_parameters: { edge_ttl: { mode: "override_origin" } },
    },
    400,
    /override_origin needs a default/,
  ],
  [
    "a header that cannot be changed",
    "http_response_headers_transform",
    {
      action: "rewrite",
      ratelimit: undefined,
      action_parameters: { headers: { "CF-Ray": { operation: "remove" } } },
    },
    400,
    /CF-Ray/,
  ],
  [
    "a header without a value",
    "http_response_headers_transform",
    {
      action: "rewrite",
      ratelimit: undefined,
      action_parameters: { headers: { "X-A": { operation: "set" } } },
    },
    400,
    /need a value or an expression/,
  ],
];

test.each(wrong)(
  "%s is refused, and nothing is stored",
  async (_name, phase, over, status, message) => {
    await expect(create(phase, [{ ...limit, ...over }])).rejects.toMatchObject({
      status,
      message: expect.stringMatching(message),
    });
    expect((await cloudflare.client.rulesets.list(zone)).result).toEqual([]);
  },
);

test("every mistake of a ruleset is reported at once, with its position", async () => {
  const two = create("http_ratelimit", [
    { ...limit, expression: "(" },
    { ...limit, ref: "b", ratelimit: { ...ratelimit, period: 1 } },
  ]);
  await expect(two).rejects.toMatchObject({
    errors: [
      { source: { pointer: "/rules/0/expression" } },
      { source: { pointer: "/rules/1/ratelimit/period" } },
    ],
  });
});

test("single rules are added, moved, changed and deleted; each change creates a version of the ruleset", async () => {
  const rule = (name: string) => ({
    ref: name,
    action: "block",
    expression: `http.host eq "${name}"`,
  });
  const before = await create("http_request_firewall_custom", [rule("a"), rule("b")]);
  const { id, rules } = before;
  const [first = { id: "" }] = rules;
  const refs = (ruleset: unknown) => (ruleset as { rules: Rule[] }).rules.map(({ ref }) => ref);
  const api = cloudflare.client.rulesets.rules;
  const edit = async (rule_id: string, to: Rule) =>
    (await api.edit(rule_id, { ...zone, ruleset_id: id, ...to } as never)) as typeof before;
  const added = (await api.create(id, {
    ...zone,
    ...rule("c"),
    position: { before: first.id },
  } as never)) as typeof before;
  expect([refs(added), added.version]).toEqual([["c", "a", "b"], "2"]);
  const moved = await edit(first.id, { ...rule("a"), position: { index: 3 } });
  expect([refs(moved), moved.rules.at(-1)?.id]).toEqual([["c", "b", "a"], first.id]);
  const changed = await edit(first.id, { action: "log", expression: "true" });
  expect(changed.rules.at(-1)).toMatchObject({
    id: first.id,
    ref: "a",
    action: "log",
    version: "2",
  });
  expect(refs(await api.delete(first.id, { ...zone, ruleset_id: id }))).toEqual(["c", "b"]);
  await expect(edit(first.id, rule("a"))).rejects.toMatchObject({ status: 404 });
  await expect(api.create(id, { ...zone, ...rule("c") } as never)).rejects.toMatchObject({
    status: 400,
  });
  expect(refs(await cloudflare.client.rulesets.get(id, zone))).toEqual(["c", "b"]);
});
