import { join } from "node:path";
import type { BenchTools } from "@seaworthy/stack/testing/bench";
import { type BesideBare, measureBesideBare } from "../../../../testing/bench/beside-bare.ts";
import { headersOf } from "../../../../testing/bench/people.ts";
import { newTable } from "./table.ts";

const entry = join(import.meta.dirname, "../bench/workloads.ts");
/** Each has its own owner, since an owner may add 100 rows a minute. */
const count = 60;
const page = JSON.stringify({
  ...{ where: [["rank", ">=", 0]], order: { column: "rank", direction: "asc" }, limit: 20 },
});
const row = JSON.stringify({ values: { title: "row", rank: 7 } });

const prepare: BesideBare["prepare"] = async (stack, worker) => {
  const tables = await Promise.all(
    Array.from({ length: count }, () => newTable(stack, { worker })),
  );
  for (const { add } of tables)
    await add(...Array.from({ length: 100 }, (_, rank) => ({ title: "row", rank })));
  const to = (path: string, body: string) => ({
    ...{ method: "POST", url: new URL(path, worker.url).href, body },
  });
  const both = (path: string, body: string) => ({
    bare: () => tables.map(({ id }) => to(`/bare/tables/${id}/${path}`, body)),
    platform: () =>
      tables.map(({ id, owner }) => ({
        ...{ ...to(`/rest/tables/${id}/${path}`, body), headers: headersOf(owner) },
      })),
  });
  return { read: both("query", page), write: both("rows", row) };
};

export const measure = async (tools: BenchTools) => ({
  tables: await measureBesideBare(tools, { entry, prepare }),
});
