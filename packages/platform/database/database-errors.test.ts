import postgres from "postgres";
import { expect, it } from "vitest";
import { toDatabaseError } from "./database-errors.ts";

it.each([
  ["23505", "CONFLICT", 409],
  ["23503", "CONFLICT", 409],
  ["23514", "CONFLICT", 409],
  ["22001", "UNPROCESSABLE", 422],
  ["42501", "FORBIDDEN", 403],
  ["57014", "DATABASE_TIMEOUT", 504],
  ["40001", "DATABASE_UNAVAILABLE", 503],
  ["08P01", "DATABASE_UNAVAILABLE", 503],
  ["53300", "DATABASE_UNAVAILABLE", 503],
  ["57P01", "DATABASE_UNAVAILABLE", 503],
  ["28P01", "DATABASE_UNAVAILABLE", 503],
  ["42P01", "INTERNAL", 500],
])("SQLSTATE %s is %s, and its message stays internal", (sqlState, code, status) => {
  const thrown = new postgres.PostgresError(`relation "secret_table" ${sqlState}`);
  thrown.code = sqlState;
  const error = toDatabaseError(thrown);
  expect(error).toMatchObject({ code, status, cause: thrown });
  expect(error.message).not.toContain("secret_table");
});

it.each(["CONNECTION_CLOSED", "CONNECT_TIMEOUT", "ECONNREFUSED"])(
  "%s is DATABASE_UNAVAILABLE, which is retryable",
  (code) => {
    const error = toDatabaseError(
      Object.assign(new Error(`write ${code} db.internal:5432`), { code }),
    );
    expect(error).toMatchObject({ code: "DATABASE_UNAVAILABLE", retryable: true });
    expect(error.message).not.toContain("db.internal");
  },
);
