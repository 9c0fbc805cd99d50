import { afterAll, beforeAll, expect, it } from "vitest";
import { zoneId } from "../cloudflare/api/ids.ts";
import { createCloudflare } from "../cloudflare/api/index.ts";
import { startTestCloud, type TestCloud } from "../testing.ts";
import { createConsole } from "./index.ts";

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createCloudflare], console: createConsole });
});
afterAll(() => cloud?.close());

it("shows which rule decided on a request", async () => {
  const phase = `zones/${zoneId}/rulesets/phases/http_request_firewall_custom/entrypoint`;
  const rule = {
    action: "block",
    expression: 'http.request.uri.path eq "/x"',
    description: "No x",
  };
  const put = await fetch(`${cloud.control.cloudflare}/${phase}`, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${cloud.tokens.cloudflare}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ rules: [rule] }),
  });
  expect(put.status).toBe(200);
  await fetch(`http://localhost:${cloud.context.ports.all()["edge.http"]}/x`);
  const entered = await fetch(`${cloud.context.controlUrl}/console?token=${cloud.tokens.admin}`, {
    redirect: "manual",
  });
  const cookie = (entered.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
  const page = await fetch(`${cloud.context.controlUrl}/console`, { headers: { cookie } });
  const [traffic = ""] = /<section id="traffic"[\s\S]*?<\/section>/.exec(await page.text()) ?? [];
  expect(traffic).toContain("GET /x");
  expect(traffic).toContain("No x");
});
