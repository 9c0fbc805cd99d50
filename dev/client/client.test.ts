import { startStack, type TestStack } from "@seaworthy/app/testing/stack";
import { newPerson, type Person } from "@seaworthy/app/testing/tokens";
import { createApiClient } from "@seaworthy/platform/client/api-client";
import { createTelemetry } from "@seaworthy/platform/client/telemetry";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { paths } from "./api.d.ts";

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

it("writes and reads with the types of the API document", async () => {
  const api = signedIn();
  const { data: written, response } = await api.POST("/rest/posts", {
    body: { body: "by the typed client", visibility: "private" },
  });
  expect(response.status).toBe(201);
  const id = written?.id ?? "";
  const { data } = await api.GET("/rest/posts/{id}", { params: { path: { id } } });
  expect(data?.body).toBe("by the typed client");
  const { error } = await clientOf().GET("/rest/posts/{id}", { params: { path: { id } } });
  expect(error?.code).toBe("NOT_FOUND");
});

it("has the problem of a body that breaks its schema", async () => {
  const { error, response } = await signedIn().POST("/rest/posts", { body: { body: "" } });
  expect([response.status, error?.code]).toEqual([422, "BODY_INVALID"]);
  expect(error?.errors?.map(({ at }) => at)).toEqual(["body.body"]);
});

it("reports what a client used and measured", async () => {
  const api = signedIn();
  const telemetry = createTelemetry({
    send: async (events) => {
      const { response } = await api.POST("/rest/usage", { body: { events: [...events] } });
      expect(response.status).toBe(202);
    },
    later: () => undefined,
  });
  telemetry.trackUsage("page.view", { page: "/home", quantity: 2 });
  telemetry.trackMetric("page.ready_ms", 41.5, { page: "/home" });
  await telemetry.flush();
  const rows = await stack.admin`select event, quantity, meta from usage_events
    where user_id = ${person.id} order by event`;
  expect([...rows]).toEqual([
    { event: "client.page.ready_ms", quantity: 1, meta: { page: "/home", value: 41.5 } },
    { event: "client.page.view", quantity: 2, meta: { page: "/home" } },
  ]);
});
