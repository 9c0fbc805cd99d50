import { expect, test } from "vitest";
import { differences } from "./openapi.ts";

const teams = "/api/0/organizations/seaworthy-local/teams/";

test("a response without what Sentry always sends is a difference", () => {
  const [first] = differences("GET", teams, 200, [{ id: "1" }]);
  expect(first).toMatch(/^GET .*teams\/ 200: 0\.\w+: /);
  expect(differences("GET", teams, 200, "no list")).not.toEqual([]);
});

test("a status that Sentry never returns is a difference", () => {
  expect(differences("POST", teams, 200, {})).toEqual([`POST ${teams} 200: Sentry answers 201`]);
});

test("a call that the facts do not contain is a difference, its refusal is not", () => {
  expect(differences("GET", "/api/0/new/", 200, {})).toHaveLength(1);
  expect(differences("GET", "/api/0/new/", 404, {})).toEqual([]);
});
