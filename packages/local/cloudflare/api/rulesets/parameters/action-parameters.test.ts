import { afterAll, beforeAll, expect, test } from "vitest";
import { zoneId } from "../../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../../testing.ts";

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

const base = `/zones/${zoneId}/rulesets`;
const phase = "http_request_firewall_custom";
const rule = { action: "block", expression: 'http.host eq "a"', ref: "a" };

async function call(method: "patch" | "put", path: string, body: unknown) {
  const response = await cloudflare.client[method](path, { body } as never).asResponse();
  return { status: response.status, body: (await response.json()) as { result: unknown } };
}

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
