import { type ExecutionContext, Hono } from "hono";
import { expect, test } from "vitest";
import { type BareEnv, besideApp } from "./beside-app.ts";

const app = Object.assign(
  new Hono().get("*", (c) => c.text("app")),
  { scheduled: () => "ran" },
);
const bare = new Hono<BareEnv>().get("/bare/feed", (c) => c.text("bare"));
const worker = besideApp(app, bare);

async function get(path: string): Promise<string> {
  const context = { waitUntil() {}, passThroughOnException() {} } as unknown as ExecutionContext;
  const response = (await worker.fetch(
    new Request(`https://app.test${path}`),
    {},
    context,
  )) as Response;
  return `${response.status} ${await response.text()}`;
}

test("bare routes are served beside the app's", async () => {
  expect(await get("/bare/feed")).toBe("200 bare");
  expect(await get("/rest/feed")).toBe("200 app");
});

test.each(["/bare", "/barefoot", "//bare/feed", "/x/bare/feed", "/%62are/feed"])(
  "%s is the app's",
  async (path) => {
    expect(await get(path)).toBe("200 app");
  },
);

test("an unknown bare route never reaches the app", async () => {
  expect(await get("/bare/posts")).toBe("404 404 Not Found");
});

test("the app's other handlers stay", () => {
  expect(worker.scheduled()).toBe("ran");
});
