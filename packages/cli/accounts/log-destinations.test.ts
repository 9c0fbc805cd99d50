import { createVendorClient } from "@seaworthy/core/http";
import { expect, it } from "vitest";
import { checkLogDestinations } from "./log-destinations.ts";
import type { StackAccounts } from "./stack-accounts.ts";

const accountId = "9f2c7b41d05e4a86b3c8e17f6a90d254";
const made = (name: string, what: string, enabled = true) => ({
  ...{ name, slug: name, enabled, configuration: { logpushDataset: `opentelemetry-${what}` } },
});
type Observability = NonNullable<StackAccounts["cloudflare"]["observability"]>;
const known = [made("shop-logs", "logs"), made("shop-traces", "traces", false)];

/** An account with those destinations, and a token that lacks what `refuses` names. */
const client = (refuses = "nothing") =>
  createVendorClient({
    ...{ vendor: "Cloudflare", baseUrl: "http://cloudflare.test", headers: {} },
    fetch: async (input, init) => {
      if (String(input).includes(refuses)) return Response.json({ errors: [] }, { status: 403 });
      return init?.method === "POST"
        ? Response.json({ errors: [{ message: "destination_conf is required" }] }, { status: 400 })
        : Response.json({ result: known });
    },
  });
const check = async (observability: Observability, refuses?: string) =>
  (await checkLogDestinations(client(refuses), { accountId, observability })).map(
    ({ status, what }) => `${status}: ${what}`,
  );
const logs = (...destinations: string[]) => ({ logs: { destinations } });

it("asks nothing for a stack that sends its logs nowhere", async () => {
  expect(await checkLogDestinations(client("/"), { accountId })).toEqual([]);
});

it.each<[Observability, string[]]>([
  [logs("shop-logs"), ["ok: destination shop-logs for logs"]],
  [logs("gone"), ["failed: there is no destination gone for logs"]],
  [logs("shop-traces"), ["failed: destination shop-traces does not take logs"]],
  [
    { traces: { destinations: ["shop-traces"] } },
    ["warning: destination shop-traces for traces is off"],
  ],
  [{ logpush: {} }, ["ok: Account · Logs · Edit"]],
])("%j: %j", async (observability, findings) => {
  expect(await check(observability)).toEqual(findings);
});

it("names the rights that a token lacks", async () => {
  expect(await check({ ...logs("shop-logs"), logpush: {} }, "/accounts/")).toEqual([
    "warning: the token lacks Account · Workers Observability · Read: destinations are not checked",
    "failed: the token lacks Account · Logs · Edit",
  ]);
});
