import { expect, test } from "vitest";
import { everyRowChanged } from "./row-changes.ts";
import { parseStatements } from "./statements.ts";

async function changedIn(sql: string): Promise<number> {
  const [statement] = await parseStatements(sql, "", 1);
  return statement === undefined ? -1 : (await everyRowChanged(statement)).length;
}
const merge = (how: string, using = "public.posts") =>
  `merge into public.posts p using ${using} q on p.id = q.id ${how};`;

test.each([
  "update public.posts set body = '';",
  "update public.posts p set body = q.body from public.posts q where q.id = p.id;",
  "delete from public.posts p using public.posts q where q.id = p.id;",
  merge("when matched then update set body = q.body"),
  merge("when matched then delete"),
])("%s changes every row", async (sql) => {
  expect(await changedIn(sql)).toBe(1);
});

test.each([
  "update public.posts p set body = q.body from public.posts q where q.id = p.parent_id;",
  "update public.posts p set body = q.body from public.posts q where q.id = p.id and q.old;",
  merge("when matched and p.body = '' then update set body = q.body"),
  merge("when not matched then do nothing"),
  merge("when matched then update set body = q.body", "public.staged"),
])("%s changes some", async (sql) => {
  expect(await changedIn(sql)).toBe(0);
});
