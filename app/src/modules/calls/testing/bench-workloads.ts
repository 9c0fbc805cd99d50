import { join } from "node:path";
import type { BenchTools } from "@seaworthy/stack/testing/bench";
import {
  type BesideBare,
  measureBesideBare,
  type Requests,
} from "../../../../testing/bench/beside-bare.ts";
import { headersOf, newPeople } from "../../../../testing/bench/people.ts";
import { vapiRequest } from "./signed-requests.ts";

const entry = join(import.meta.dirname, "../bench/workloads.ts");
/** More than a round sends: an event that comes twice is not stored again. */
const eventsPerRound = 3_000;

/** An owner reads calls; the vendor delivers signed events. */
const prepare: BesideBare["prepare"] = async ({ admin }, { url }) => {
  const people = await newPeople();
  const ids = people.map(({ id }) => id);
  await admin`insert into calls (vendor, vendor_call_id, owner_id, status)
    select 'vapi', gen_random_uuid()::text, id::uuid, 'ended'
    from jsonb_array_elements_text(${admin.json(ids)}) id, generate_series(1, 20) n`;
  await admin`analyze calls`;
  const to = (method: string, path: string) => ({ method, url: new URL(path, url).href });
  const events = (path: string) => async (): Promise<Requests> =>
    Promise.all(
      Array.from({ length: eventsPerRound }, async () => {
        const id = crypto.randomUUID();
        const message = { type: "status-update", status: "ringing", call: { id } };
        const { headers, body } = await vapiRequest({ message }, { id });
        return { ...to("POST", path), headers: headers as Record<string, string>, body: `${body}` };
      }),
    );
  return {
    read: {
      bare: () => people.map(({ id }) => to("GET", `/bare/calls/${id}`)),
      platform: () =>
        people.map((person) => ({ ...to("GET", "/rest/calls"), headers: headersOf(person) })),
    },
    write: { bare: events("/bare/events"), platform: events("/webhooks/vapi") },
  };
};

export const measure = async (tools: BenchTools) => ({
  calls: await measureBesideBare(tools, { entry, prepare }),
});
