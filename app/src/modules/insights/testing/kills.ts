import { compareLedger, namesOf } from "../../../../testing/kills/compare.ts";
import { jsonRequest } from "../../../../testing/kills/request.ts";
import type { KillWorkload } from "../../../../testing/kills/workload.ts";

const topicOf = (n: number) => `topic ${n} under kills`;

/** Research with an idempotency key: sent until acknowledged, but started once. */
export const kills: KillWorkload = () => ({
  unfinished: {
    research: "select count(*)::int from research_requests where status in ('queued', 'running')",
  },
  open: async ({ send, stack: { admin } }) => {
    const requests = new Map<number, Promise<RequestInit>>();
    const requestOf = (n: number) => {
      const key = { "idempotency-key": `"research-${n}"` };
      const request = requests.get(n) ?? jsonRequest({ topic: topicOf(n) }, undefined, key);
      requests.set(n, request);
      return request;
    };
    return {
      writers: [
        {
          name: "research",
          repeats: true,
          send: async (n) => (await send("/rest/research", await requestOf(n))).status === 202,
        },
      ],
      audit: async (ledgers) => {
        const stored = await namesOf(admin`select topic as name from research_requests`);
        return [compareLedger(ledgers, "research", topicOf, stored)];
      },
    };
  },
});
