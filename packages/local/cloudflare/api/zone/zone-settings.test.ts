import { afterAll, beforeAll, expect, test } from "vitest";
import { zoneId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

async function call(method: "patch" | "put", path: string, body: unknown) {
  const response = await cloudflare.client[method](path, { body } as never).asResponse();
  return { status: response.status, body: (await response.json()) as { result: unknown } };
}

test("one member of an object setting changes alone, and the response has all members", async () => {
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
