import { afterAll, beforeAll, expect, it } from "vitest";
import { createSupabase } from "../supabase/api/index.ts";
import { createTestProject, portsOf, query, testPassword } from "../supabase/api/testing.ts";
import { startTestCloud, type TestCloud } from "../testing.ts";
import { readTables } from "./rows.ts";

let cloud: TestCloud;
let login: { port: number };
let url: string;
beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  const ref = await createTestProject(cloud);
  login = { port: (await portsOf(cloud, ref)).direct };
  const password = encodeURIComponent(testPassword);
  url = `postgresql://postgres:${password}@127.0.0.1:${login.port}/postgres`;
}, 60_000);
afterAll(() => cloud?.close());

it("shows tables with their first rows and states, and no value that may be a secret", async () => {
  expect(await readTables(url)).toEqual([]);
  await query(
    login,
    `create table public."odd ""name" (id int, status text, api_key text, body text);
     insert into public."odd ""name" select n, case when n = 7 then 'dead' else 'done' end, 's3cret', '<b>'
     from generate_series(1, 7) n`,
  );
  const [table] = await readTables(url);
  expect(table).toMatchObject({
    ...{ name: 'odd "name', count: 7, columns: ["id", "status", "body"], hiddenColumns: 1 },
    statuses: expect.arrayContaining([
      ["done", 6],
      ["dead", 1],
    ]),
  });
  expect(table?.rows).toHaveLength(5);
  expect(JSON.stringify(table)).not.toContain("s3cret");
});
