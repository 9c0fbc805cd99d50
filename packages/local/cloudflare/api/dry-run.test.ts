import { afterAll, beforeAll, expect, test } from "vitest";
import { zoneId } from "./ids.ts";
import { type CloudflareTest, startCloudflareTest } from "./testing.ts";

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

const base = `/zones/${zoneId}/rulesets`;
const phase = "http_request_firewall_custom";
const rule = { action: "block", expression: 'http.host eq "a"', ref: "a" };
type Ruleset = { id: string; version: string; rules: { id: string }[] };

async function call(
  method: "get" | "post" | "put" | "patch" | "delete",
  path: string,
  body?: unknown,
) {
  const response = await cloudflare.client[method](path, { body } as never).asResponse();
  return { status: response.status, body: (await response.json()) as { result: Ruleset | null } };
}

async function live(): Promise<Ruleset | null> {
  return (await call("get", `${base}/phases/${phase}/entrypoint`)).body.result;
}

test("a dry run of each kind of change checks it, answers null and changes nothing", async () => {
  await call("put", `${base}/phases/${phase}/entrypoint`, { rules: [rule] });
  const before = await live();
  const id = before?.id ?? "";
  const ruleId = before?.rules[0]?.id ?? "";
  const changes = [
    ["put", `${base}/phases/${phase}/entrypoint`, { rules: [] }],
    ["put", `${base}/${id}`, { rules: [] }],
    ["post", base, { kind: "zone", name: "n", phase: "http_ratelimit", rules: [] }],
    ["post", `${base}/${id}/rules`, { ...rule, ref: "b" }],
    ["patch", `${base}/${id}/rules/${ruleId}`, { ...rule, action: "log" }],
    ["delete", `${base}/${id}/rules/${ruleId}`, undefined],
    ["delete", `${base}/${id}`, undefined],
  ] as const;
  for (const [method, path, body] of changes) {
    const answer = await call(method, `${path}?dry_run=true`, body);
    expect(answer, `${method} ${path}`).toMatchObject({ status: 200, body: { result: null } });
  }
  expect(await live()).toEqual(before);
  expect((await call("get", base)).body.result).toHaveLength(1);
});

test("a dry run refuses what the change would be refused for, and dry_run is true or false", async () => {
  const path = `${base}/phases/${phase}/entrypoint`;
  const broken = { rules: [{ ...rule, expression: "http.host eq" }] };
  await expect(call("put", `${path}?dry_run=true`, broken)).rejects.toMatchObject({ status: 400 });
  for (const given of ["1", "", "TRUE", "yes"])
    await expect(call("put", `${path}?dry_run=${given}`, { rules: [] })).rejects.toMatchObject({
      status: 400,
    });
  expect((await live())?.rules).toHaveLength(1);
  await call("put", `${path}?dry_run=false`, { rules: [] });
  expect((await live())?.rules).toEqual([]);
});

test("a member of a setting that is an object changes alone, and the answer has all of them", async () => {
  const path = `/zones/${zoneId}/settings/security_header`;
  const hsts = (members: object) => ({ value: { strict_transport_security: members } });
  await call("patch", path, hsts({ enabled: true, max_age: 31536000, preload: true }));
  const changed = await call("patch", path, hsts({ max_age: 86400 }));
  expect(changed.body.result).toMatchObject(
    hsts({ enabled: true, max_age: 86400, preload: true, include_subdomains: false }),
  );
  await expect(call("patch", path, hsts({ max_age: -1 }))).rejects.toMatchObject({ status: 400 });
  await expect(call("patch", path, hsts({ age: 1 }))).rejects.toMatchObject({ status: 400 });
});

test.each([
  ["block", { ruleset: "current" }, 400],
  ["skip", { ruleset: "current", bic: true }, 400],
  ["log", { id: "x" }, 400],
  ["block", { response: { status_code: 403, content: "", content_type: "text/html", x: 1 } }, 400],
])(
  "a parameter that the action %s does not have is the user's mistake",
  async (action, parameters, status) => {
    const rules = [{ ...rule, action, action_parameters: parameters }];
    const refused = call("put", `${base}/phases/${phase}/entrypoint`, { rules });
    await expect(refused).rejects.toMatchObject({ status });
  },
);

test("a documented parameter that is not implemented is refused by name", async () => {
  const rules = [
    { action: "set_cache_settings", expression: "true", action_parameters: { cache_reserve: {} } },
  ];
  const refused = call("put", `${base}/phases/http_request_cache_settings/entrypoint`, { rules });
  await expect(refused).rejects.toMatchObject({ status: 501 });
});
