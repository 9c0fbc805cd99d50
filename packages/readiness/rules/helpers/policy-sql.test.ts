import { expect, test } from "vitest";
import { isAlwaysTrue } from "./policy-sql.ts";

test.each([
  "true",
  "(true)",
  "((1 = 1) OR (owner_id IS NOT NULL))",
  "(owner_id = auth.uid()) OR true",
  "(true AND (1 = 1))",
  "('a'::text = 'a'::text)",
  "(owner_id = owner_id)",
  "(NOT false)",
  "(( SELECT auth.uid() AS uid) IS NOT NULL)",
  "(auth.uid() IS NOT NULL)",
  "(auth.role() = 'authenticated'::text)",
  "(( SELECT auth.role() AS role) = 'authenticated'::text)",
])("%s allows every row", (sql) => expect(isAlwaysTrue(sql)).toBe(true));

test.each([
  "false",
  "(owner_id = ( SELECT auth.uid() AS uid))",
  "((true OR (a = 1)) AND (owner_id = auth.uid()))",
  "((1 = 1) AND (owner_id = auth.uid()))",
  "(author = 'true or false'::text)",
  "(1 = 2)",
  "(visibility = 'true'::text)",
  "(for_all OR (owner_id = auth.uid()))",
  "((( SELECT auth.jwt() AS jwt) ->> 'role'::text) = 'authenticated'::text)",
])("%s does not", (sql) => expect(isAlwaysTrue(sql)).toBe(false));
