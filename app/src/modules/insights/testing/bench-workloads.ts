import { join } from "node:path";
import type { BenchTools } from "@seaworthy/stack/testing/bench";
import { type BesideBare, measureBesideBare } from "../../../../testing/bench/beside-bare.ts";
import { headersOf, newPeople } from "../../../../testing/bench/people.ts";

const entry = join(import.meta.dirname, "../bench/workloads.ts");
const body = JSON.stringify({ title: "A bench", summary: "What it says.", source: "bench" });

/** Readers of the list, which is cached for five minutes, and admins who publish. */
const prepare: BesideBare["prepare"] = async ({ admin }, { url }) => {
  const people = await newPeople();
  const ids = people.map(({ id }) => id);
  await admin`insert into user_roles (user_id, role)
    select id::uuid, 'admin' from jsonb_array_elements_text(${admin.json(ids)}) id`;
  await admin`insert into insights (title, summary, source, created_by)
    select 'Insight ' || n, 'What teams say.', 'survey', ${ids[0] ?? ""}::uuid
    from generate_series(1, 10000) n`;
  await admin`analyze insights`;
  const to = (method: string, path: string) => ({ method, url: new URL(path, url).href });
  return {
    read: {
      bare: () => [to("GET", "/bare/insights")],
      platform: () =>
        people.map((_, number) => ({
          ...to("GET", "/rest/insights?limit=20"),
          headers: { "cf-connecting-ip": `10.1.${number >> 8}.${number & 255}` },
        })),
    },
    write: {
      bare: () => people.map(({ id }) => ({ ...to("POST", `/bare/insights/${id}`), body })),
      platform: () =>
        people.map((person) => ({
          ...{ ...to("POST", "/rest/insights"), headers: headersOf(person), body },
        })),
    },
  };
};

export const measure = async (tools: BenchTools) => ({
  insights: await measureBesideBare(tools, { entry, prepare }),
});
