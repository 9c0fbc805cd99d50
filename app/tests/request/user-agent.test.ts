import { requireDecentUserAgent } from "@seaworthy/platform/abuse/user-agent";
import { expect, it } from "vitest";
import { plainApp } from "../../testing/app.ts";

const statusOf = async (agent: string | undefined, policy = {}) => {
  const { app, send } = plainApp();
  app.get("/here", requireDecentUserAgent(policy), (c) => c.text("here"));
  return (await send("/here", agent === undefined ? {} : { headers: { "user-agent": agent } }))
    .status;
};

it.each([
  "sqlmap/1.8.9#stable (https://sqlmap.org)",
  "Mozilla/5.00 (Nikto/2.5.0)",
  "Nuclei - Open-source project",
  "x".repeat(513),
])("refuses %s", async (agent) => {
  expect(await statusOf(agent)).toBe(403);
});

it.each([
  "curl/8.9.1",
  "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0",
  "nmapper-for-maps/1.0",
  "my company's app",
])("allows %s", async (agent) => {
  expect(await statusOf(agent)).toBe(200);
});

it("allows a request without one, unless the policy says otherwise", async () => {
  expect(await statusOf(undefined)).toBe(200);
  expect(await statusOf(undefined, { missing: "refuse" })).toBe(403);
  expect(await statusOf("bad-bot", { refused: /bad-bot/ })).toBe(403);
});
