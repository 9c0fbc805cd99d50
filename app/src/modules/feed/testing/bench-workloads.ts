import { join } from "node:path";
import type { BenchTools } from "@seaworthy/stack/testing/bench";
import { type BesideBare, measureBesideBare } from "../../../../testing/bench/beside-bare.ts";
import { headersOf, newPeople } from "../../../../testing/bench/people.ts";

const entry = join(import.meta.dirname, "../bench/workloads.ts");
const body = JSON.stringify({ body: "As long as posts are.".repeat(5), visibility: "public" });

/** Signed-in readers: their page comes from the database, not from the cache. */
const prepare: BesideBare["prepare"] = async ({ admin }, { url }) => {
  await admin`insert into posts (author_id, body)
    select gen_random_uuid(), repeat('post ', 20) || n from generate_series(1, 10000) n`;
  await admin`analyze posts`;
  const people = await newPeople();
  const to = (method: string, path: string) => ({ method, url: new URL(path, url).href });
  return {
    read: {
      bare: () => [to("GET", "/bare/feed")],
      platform: () =>
        people.map((person) => ({ ...to("GET", "/rest/feed"), headers: headersOf(person) })),
    },
    write: {
      bare: () => [{ ...to("POST", "/bare/posts"), body }],
      platform: () =>
        people.map((person) => ({
          ...{ ...to("POST", "/rest/posts"), headers: headersOf(person), body },
        })),
    },
  };
};

export const measure = async (tools: BenchTools) => ({
  feed: await measureBesideBare(tools, { entry, prepare }),
});
