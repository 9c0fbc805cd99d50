import { scopesOfApp } from "@seaworthy/app/testing/keys";
import { startStack, type TestStack } from "@seaworthy/app/testing/stack";
import { newPerson, type Person } from "@seaworthy/app/testing/tokens";
import { createApiClient } from "@seaworthy/platform/client/api-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { components, paths } from "./api.d.ts";

let stack: TestStack;
let person: Person;
beforeAll(async () => {
  stack = await startStack();
  person = await newPerson();
});
afterAll(() => stack?.close());

const clientOf = (token?: string) =>
  createApiClient<paths>({
    baseUrl: stack.worker.url.origin,
    ...(token === undefined ? {} : { token: () => token }),
  });
const signedIn = () => clientOf(person.authorization.replace("Bearer ", ""));

type NewKey = components["schemas"]["ApiKeyRequest"];
const newKey = (name: string) => ({ name, scopes: scopesOfApp.slice(0, 1) }) as NewKey;

it("writes and reads with the types of the API document", async () => {
  const api = signedIn();
  const { data: made, response } = await api.POST("/rest/api-keys", {
    body: newKey("by the typed client"),
  });
  expect(response.status).toBe(201);
  const { data } = await api.GET("/rest/api-keys");
  expect(data?.keys.map(({ id, name }) => ({ id, name }))).toEqual([
    { id: made?.id, name: "by the typed client" },
  ]);
  const path = { id: made?.id ?? "" };
  expect((await api.DELETE("/rest/api-keys/{id}", { params: { path } })).response.status).toBe(204);
  const { error } = await api.DELETE("/rest/api-keys/{id}", { params: { path } });
  expect(error?.code).toBe("NOT_FOUND");
  expect((await clientOf().GET("/rest/api-keys")).response.status).toBe(401);
});

it("has the problem of a body that breaks its schema", async () => {
  const { error, response } = await signedIn().POST("/rest/api-keys", {
    body: newKey(""),
  });
  expect([response.status, error?.code]).toEqual([422, "BODY_INVALID"]);
  expect(error?.errors?.map(({ at }) => at)).toEqual(["body.name"]);
});
