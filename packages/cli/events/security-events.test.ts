import { createVendorClient, type VendorClient } from "@seaworthy/core/http";
import { zoneId } from "@seaworthy/local/cloudflare/api/ids";
import { createCloudflare } from "@seaworthy/local/cloudflare/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readSecurityEvents, renderEvents } from "./security-events.ts";

let cloud: TestCloud;
let client: VendorClient;
let app: string;
beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createCloudflare] });
  app = `http://localhost:${cloud.context.ports.all()["edge.http"]}`;
  client = createVendorClient({
    vendor: "Cloudflare",
    baseUrl: cloud.control.cloudflare,
    headers: { authorization: `Bearer ${cloud.tokens.cloudflare}` },
  });
  const rule = (ref: string, path: string) => ({
    ...{ ref, action: "block", expression: `http.request.uri.path eq "${path}"` },
    description: `Block ${path}`,
  });
  const phase = `/zones/${zoneId}/rulesets/phases/http_request_firewall_custom/entrypoint`;
  await client.request("PUT", phase, { rules: [rule("one", "/x"), rule("two", "/y")] });
});
afterAll(() => cloud?.close());

const request = { zoneId, sinceMs: 0, limit: 100 };
const read = (more: Partial<typeof request> = {}) =>
  readSecurityEvents(client, { ...request, ...more, nowMs: Date.now() + 1_000 });

it("lists which rule refused what, newest first, including repeats within a second", async () => {
  expect(renderEvents(await read())).toBe("No rule acted on a request.\n");
  for (const path of ["/x", "/x", "/y", "/free"]) await fetch(app + path);
  const events = await read();
  expect(events.map(({ clientRequestPath }) => clientRequestPath)).toEqual(["/y", "/x", "/x"]);
  expect(events[0]).toMatchObject({
    ...{ action: "block", description: "Block /y", source: "firewallCustom" },
    clientIP: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
    ruleId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(await read({ limit: 1 })).toHaveLength(1);
  expect(await read({ sinceMs: Date.now() + 500 })).toEqual([]);
  expect(renderEvents(events).split("\n")[0]).toMatch(/ block .* GET \/x {2}by .*"Block \/x"/);
});

it("refuses other queries and fields by name", async () => {
  const variables = {
    zoneTag: zoneId,
    since: "2026-01-01T00:00:00Z",
    until: "2026-01-02T00:00:00Z",
  };
  const ask = (query: string) =>
    client.request("POST", "/graphql", { query, variables: { ...variables, limit: 1 } });
  await expect(ask("query { viewer { budget } }")).rejects.toThrow("one GraphQL query");
});
