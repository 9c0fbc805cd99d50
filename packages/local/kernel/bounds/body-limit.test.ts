import { Hono } from "hono";
import { expect, it } from "vitest";
import { limitBody } from "./body-limit.ts";

const app = new Hono();
app.use(limitBody("upstash"));
app.post("/", async (context) => context.text(String((await context.req.text()).length)));
const post = (body: string | ReadableStream, headers: Record<string, string>) =>
  app.request("/", { method: "POST", body, headers, duplex: "half" } as RequestInit);

it.each([1024 * 1024, 1024 * 1024 + 1])("a body of %i bytes", async (size) => {
  const text = "x".repeat(size);
  const answers = await Promise.all([
    post(text, { "content-length": String(size) }),
    post(new Blob([text]).stream(), { "transfer-encoding": "chunked" }),
  ]);
  const isTaken = size === 1024 * 1024;
  expect(answers.map(({ status }) => status)).toEqual(isTaken ? [200, 200] : [413, 413]);
});
