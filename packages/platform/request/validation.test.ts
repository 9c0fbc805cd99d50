import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { expect, it } from "vitest";
import { handleError } from "../errors/problem.ts";
import { createLogger } from "../observability/logger.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { jsonBody } from "./json-body.ts";
import { mostProblems, problems, refuseInvalid } from "./validation.ts";

const item = z.strictObject({ a: z.string(), b: z.enum(["x", "y"]) });
const schema = z.strictObject({
  items: z.array(item).optional(),
  names: z.record(z.string(), z.number()).optional(),
});
const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
app.onError(handleError);
app.use(async (c, next) => {
  c.set(
    "log",
    createLogger(() => {}, { now: () => 0 }),
  );
  await next();
});
app.openapi(
  createRoute({
    method: "post",
    path: "/",
    middleware: [jsonBody()] as const,
    request: { body: { required: true, content: { "application/json": { schema } } } },
    responses: { 204: { description: "Taken" }, ...problems(400) },
  }),
  (c) => c.body(null, 204),
);

async function refused(body: unknown) {
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await app.request("/", init);
  const text = await response.text();
  const { errors = [] } = JSON.parse(text) as { errors?: { at: string; message: string }[] };
  return { status: response.status, text, errors };
}
const keys = (count: number, length = 1) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${index}`.repeat(length), index]),
  );

it.each<[string, unknown]>([
  ["1,000 unknown keys", keys(1_000)],
  ["100 unknown keys of 10,000 characters", keys(100, 5_000)],
  ["1,000 items that are all wrong", { items: Array(1_000).fill({ a: 1, b: "z", c: 1 }) }],
  [
    "1,000 values that are all wrong",
    { names: Object.fromEntries(Object.keys(keys(1_000)).map((key) => [`k${key}`, "x"])) },
  ],
  ["a key of 1 MB with a wrong value", { names: { ["x".repeat(1_000_000)]: "x" } }],
  ["150,000 unknown keys", keys(150_000)],
])("the response to %s is short", async (_what, body) => {
  const { status, text, errors } = await refused(body);
  expect(status).toBe(422);
  expect(text.length).toBeLessThan(8_000);
  expect(errors.length).toBeLessThanOrEqual(mostProblems + 1);
});

it("says how many more problems and keys there are", async () => {
  const { errors } = await refused({ items: Array(30).fill({ a: 1, b: "x" }) });
  expect(errors.at(-1)).toEqual({ at: "body", message: "and 10 more problems" });
  const unknown = await refused(keys(9));
  expect(unknown.errors).toEqual([
    { at: "body", message: 'Unrecognized keys: "0", "1", "2" and 6 more' },
  ]);
});

it("names a few unknown keys in full", async () => {
  expect((await refused({ one: 1, two: 2 })).errors).toEqual([
    { at: "body", message: 'Unrecognized keys: "one", "two"' },
  ]);
});
