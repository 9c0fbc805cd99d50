import { startTestStack, type TestStack } from "@seaworthy/stack/testing/stack";
import { afterAll, beforeAll, expect, test } from "vitest";

/** The app in workerd, on a PostgreSQL behind PgBouncer, two Redis servers and a Sentry. */
let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ workerRole: "app_worker" });
});
afterAll(() => stack?.close());

type Operation = { readonly responses: Readonly<Record<string, unknown>> };

/** Routes that can be called without knowing an ID. */
async function readRoutes(): Promise<[path: string, operation: Operation][]> {
  const response = await stack.worker.fetch("/openapi.json");
  const { paths } = (await response.json()) as { paths: Record<string, { get?: Operation }> };
  return Object.entries(paths).flatMap(([path, { get }]): [string, Operation][] =>
    get === undefined || path.includes("{") ? [] : [[path, get]],
  );
}

test("is ready once its database and both Redis databases are", async () => {
  expect((await stack.worker.fetch("/health/ready")).status).toBe(200);
});

test("answers every list without credentials as its API document says", async () => {
  const routes = await readRoutes();
  expect(routes.length).toBeGreaterThan(0);
  for (const [path, { responses }] of routes) {
    const response = await stack.worker.fetch(path);
    await response.body?.cancel();
    expect(Object.keys(responses), path).toContain(String(response.status));
    expect(response.status, path).toBeLessThan(500);
  }
});
