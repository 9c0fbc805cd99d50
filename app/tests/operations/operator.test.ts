import { operatorOnly } from "@seaworthy/platform/auth/operator";
import { expect, it } from "vitest";
import { plainApp } from "../../testing/app.ts";

const tokens = { OPERATOR_TOKEN: "o".repeat(32), OPERATOR_TOKEN_PREVIOUS: "p".repeat(32) };

const statusOf = async (
  authorization: string | undefined,
  env: Record<string, unknown> = tokens,
) => {
  const { app, send } = plainApp(env);
  app.get("/internal/here", operatorOnly, (c) => c.text("here"));
  return (
    await send("/internal/here", authorization === undefined ? {} : { headers: { authorization } })
  ).status;
};

it.each(Object.values(tokens))("accepts the bearer token %s", async (token) => {
  expect(await statusOf(`Bearer ${token}`)).toBe(200);
});

it.each([
  undefined,
  "",
  "Bearer",
  `Bearer ${"x".repeat(32)}`,
  `Bearer ${"o".repeat(31)}`,
  `Basic ${"o".repeat(32)}`,
  "Bearer undefined",
])("refuses %s", async (authorization) => {
  expect(await statusOf(authorization)).toBe(401);
});

it("refuses everyone if no token is bound", async () => {
  expect(await statusOf("Bearer undefined", {})).toBe(401);
  expect(await statusOf("Bearer ", {})).toBe(401);
});
