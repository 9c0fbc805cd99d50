import { scopesOfApp } from "../keys.ts";
import { compareLedger, namesOf } from "./compare.ts";
import { jsonRequest } from "./request.ts";
import type { KillWorkload } from "./workload.ts";

export const keyName = (n: number): string => `key ${n} under kills`;

/** API keys, jobs, webhook events and idempotency keys, which the platform stores itself. */
export const platformWorkload: KillWorkload = () => ({
  endLeases: [
    "update jobs set lease_until = now() where status = 'running'",
    "update idempotency_keys set lease_until = now() where status is null",
  ],
  makeDue: ["update jobs set run_at = now() where status = 'queued' and run_at > now()"],
  unfinished: {
    jobs: "select count(*)::int from jobs where status in ('queued', 'running')",
    events: `select count(*)::int from webhook_events
      where status not in ('done', 'ignored', 'dead', 'unrecognised')`,
  },
  open: async ({ send, stack: { admin } }) => ({
    writers: [
      {
        name: "keys",
        // Without an idempotency key: what got no response is not sent again.
        repeats: false,
        send: async (n) => {
          const key = { name: keyName(n), scopes: scopesOfApp.slice(0, 1) };
          return (await send("/rest/api-keys", await jsonRequest(key))).status === 201;
        },
      },
    ],
    audit: async (ledgers) => [
      compareLedger(ledgers, "keys", keyName, await namesOf(admin`select name from api_keys`)),
    ],
  }),
});
