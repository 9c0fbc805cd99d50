import { join } from "node:path";
import type { BenchTools } from "@seaworthy/stack/testing/bench";
import { type BesideBare, measureBesideBare } from "../../../../testing/bench/beside-bare.ts";
import { headersOf, newPeople } from "../../../../testing/bench/people.ts";

const entry = join(import.meta.dirname, "../bench/workloads.ts");
const body = JSON.stringify({
  ...{ name: "Launch", subject: "Hello {{name}}", body: "Welcome.", signature: "The crew" },
});

const prepare: BesideBare["prepare"] = async ({ admin }, { url }) => {
  const people = await newPeople();
  const ids = people.map(({ id }) => id);
  await admin`insert into leads (user_id, email, name)
    select id::uuid, 'lead' || n || '@example.com', 'Lead ' || n
    from jsonb_array_elements_text(${admin.json(ids)}) id, generate_series(1, 50) n`;
  await admin`analyze leads`;
  const to = (method: string, path: string) => ({ method, url: new URL(path, url).href });
  return {
    read: {
      bare: () => people.map(({ id }) => to("GET", `/bare/leads/${id}`)),
      platform: () =>
        people.map((person) => ({
          ...{ ...to("GET", "/rest/leads?limit=50"), headers: headersOf(person) },
        })),
    },
    write: {
      bare: () => people.map(({ id }) => ({ ...to("POST", `/bare/campaigns/${id}`), body })),
      platform: () =>
        people.map((person) => ({
          ...{ ...to("POST", "/rest/campaigns"), headers: headersOf(person), body },
        })),
    },
  };
};

export const measure = async (tools: BenchTools) => ({
  outreach: await measureBesideBare(tools, { entry, prepare }),
});
