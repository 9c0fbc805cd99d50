import { expect, test } from "vitest";
import { isCompleteSql } from "./statement-end.ts";

test.each([
  "select 1;",
  "select ';';  \n",
  "select 1; -- done",
  "select 1; /* done */",
  "select E'\\';';",
  "select $$;$$;",
  "do $body$ begin null; end $body$;",
  'select ";" from t;',
  ";",
])("ends a statement: %s", (sql) => {
  expect(isCompleteSql(sql)).toBe(true);
});

test.each([
  "select 1",
  "select ';",
  "select '';'",
  "select 1 -- ;",
  "select 1; /* not yet",
  "do $$ begin null;",
  "do $a$ begin null; $$;",
  'select ";',
  "select E'\\';",
  "",
])("continues: %s", (sql) => {
  expect(isCompleteSql(sql)).toBe(false);
});
