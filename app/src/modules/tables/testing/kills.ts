import { compareLedger } from "../../../../testing/kills/compare.ts";
import { jsonRequest } from "../../../../testing/kills/request.ts";
import type { KillRig } from "../../../../testing/kills/rig.ts";
import type { KillWorkload } from "../../../../testing/kills/workload.ts";
import { newTable, type TestTable } from "./table.ts";

const rowTitle = (n: number) => `row ${n} under kills`;

/** Rows of typed tables, acknowledged by a Durable Object. */
export const kills: KillWorkload = () => ({
  configuration: { replication: { delayMs: 0, verifySeconds: 5 } },
  open: async (rig) => {
    const tables = await Promise.all(Array.from({ length: 8 }, () => newTable(rig.stack)));
    return {
      writers: [
        {
          name: "rows",
          repeats: false,
          send: async (n) => {
            const table = tables[n % tables.length];
            const values = { title: rowTitle(n), rank: n };
            const request = await jsonRequest({ values }, table?.owner);
            return (await rig.send(`/rest/tables/${table?.id}/rows`, request)).status === 201;
          },
        },
      ],
      audit: async (ledgers) => [
        compareLedger(ledgers, "rows", rowTitle, await titlesOf(rig, tables)),
      ],
    };
  },
});

interface Page {
  readonly rows: readonly { readonly values: Readonly<Record<string, unknown>> }[];
  readonly nextCursor: string | null;
}

/** Those of all rows of all tables, read through the API. */
async function titlesOf({ send }: KillRig, tables: readonly TestTable[]): Promise<string[]> {
  const titles: string[] = [];
  for (const { id, owner } of tables) {
    let cursor = "";
    do {
      const headers = { authorization: owner.authorization };
      const path = `/rest/tables/${id}/rows?limit=200${cursor && `&cursor=${cursor}`}`;
      const page = (await (await send(path, { headers })).json()) as Page;
      titles.push(...page.rows.map(({ values }) => String(values.title)));
      cursor = page.nextCursor ?? "";
    } while (cursor !== "");
  }
  return titles;
}
