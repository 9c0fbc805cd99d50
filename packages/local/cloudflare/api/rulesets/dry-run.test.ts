import { afterAll, beforeAll, expect, test } from "vitest";
import { zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

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

test("a dry run of each kind of change validates it, returns null and changes nothing", async () => {
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
  for (const given of ["dryrun=true", "dry_run=true&force=true"])
    await expect(call("put", `${path}?${given}`, { rules: [] })).rejects.toMatchObject({
      status: 400,
    });
  expect((await live())?.rules).toHaveLength(1);
  await call("put", `${path}?dry_run=false`, { rules: [] });
  expect((await live())?.rules).toEqual([]);
});

test("the body of an entrypoint names no other phase", async () => {
  const put = (name: string) =>
    call("put", `${base}/phases/${phase}/entrypoint`, { phase: name, rules: [rule] });
  await expect(put("http_ratelimit")).rejects.toMatchObject({ status: 400 });
  expect((await put(phase)).status).toBe(200);
});
