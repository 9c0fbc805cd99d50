import { DatabaseError } from "pg";
import { describe, expect, it } from "vitest";
import { queryError } from "./query-error.ts";

function failed(fields: Partial<DatabaseError>): DatabaseError {
  const error = new DatabaseError(fields.message ?? "", 0, "error");
  return Object.assign(error, { severity: "ERROR", ...fields });
}

// The wording of github.com/supabase/postgres-meta.
describe("an error of database/query", () => {
  it("points at the place in the query, like psql", () => {
    const fields = {
      code: "42P01",
      message: 'relation "nope" does not exist',
      position: "26",
    };
    expect(queryError(failed(fields), "select 1;\n\nselect * from nope")).toBe(
      'ERROR:  42P01: relation "nope" does not exist\nLINE 3: select * from nope\n                      ^\n',
    );
  });

  it("counts characters, as PostgreSQL does", () => {
    const fields = { code: "42703", message: "column does not exist", position: "13" };
    expect(queryError(failed(fields), "select '😀', x")).toBe(
      "ERROR:  42703: column does not exist\nLINE 1: select '😀', x\n                     ^\n",
    );
  });

  it("adds what PostgreSQL adds", () => {
    const fields = {
      code: "23505",
      message: "duplicate key",
      detail: "Key (id)=(1) already exists.",
      hint: "Choose another.",
      internalQuery: "insert",
      where: "PL/pgSQL function f()",
    };
    expect(queryError(failed(fields), "select f()")).toBe(
      "ERROR:  23505: duplicate key\nDETAIL:  Key (id)=(1) already exists.\nHINT:  Choose another.\nQUERY:  insert\nCONTEXT:  PL/pgSQL function f()\n",
    );
  });

  it("leaves lost connections to their own words", () => {
    expect(queryError(new TypeError("lost"), "select 1")).toBeUndefined();
  });
});
