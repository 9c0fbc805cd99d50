import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type DeclaredProject,
  errorEvent,
  sendEvent,
  startTestSentry,
  type TestSentry,
} from "../testing.ts";

let sentry: TestSentry;
let project: DeclaredProject;
beforeAll(async () => {
  sentry = await startTestSentry();
  project = await sentry.declareProject("app");
  const send = (title: string, user: string) =>
    sendEvent(
      project.dsn,
      errorEvent({ fingerprint: [title], message: title, user: { id: user } }),
    );
  // "often" has most events, "widely" most users. The test's clock stands still: issues that were
  // seen at the same time come newest first.
  for (const user of ["1", "1", "1", "1"]) await send("often", user);
  for (const user of ["1", "2", "3"]) await send("widely", user);
  await send("lately", "1");
  await send("often", "1");
});
afterAll(() => sentry.close());

const numbers = async (path: string) => {
  const { body } = await sentry.call<{ shortId: string }[]>("GET", path);
  return body.map(({ shortId }) => shortId.replace("APP-", ""));
};

test.each([
  ["", ["3", "2", "1"]],
  ["?sort=date", ["3", "2", "1"]],
  ["?sort=new", ["3", "2", "1"]],
  ["?sort=inbox", ["3", "2", "1"]],
  ["?sort=freq", ["1", "2", "3"]],
  ["?sort=user", ["2", "3", "1"]],
])("issues%s are in the order %j, of a project and of the organization", async (query, order) => {
  expect(await numbers(`projects/seaworthy-local/app/issues/${query}`)).toEqual(order);
  expect(await numbers(`organizations/seaworthy-local/issues/${query}`)).toEqual(order);
});

test("monitors are sorted by name, up and down", async () => {
  const names = async (query: string) => {
    const path = `organizations/seaworthy-local/detectors/${query}`;
    return (await sentry.call<{ name: string }[]>("GET", path)).body.map(({ name }) => name);
  };
  const up = await names("?sortBy=name");
  expect(up.length).toBeGreaterThan(1);
  expect(up).toEqual(up.toSorted());
  expect(await names("?sortBy=-name")).toEqual(up.toReversed());
});

test.each([
  ["projects/seaworthy-local/app/issues/?sort=size", 400],
  ["projects/seaworthy-local/app/issues/?sort=trends", 501],
  ["projects/seaworthy-local/app/issues/?sort=toString", 400],
  ["organizations/seaworthy-local/detectors/?sortBy=size", 400],
  ["organizations/seaworthy-local/detectors/?sortBy=-openIssues", 501],
  ["organizations/seaworthy-local/workflows/?sortBy=size", 400],
  ["organizations/seaworthy-local/workflows/?sortBy=-dateCreated", 200],
  ["organizations/seaworthy-local/releases/?sort=sessions", 501],
  ["organizations/seaworthy-local/releases/?sort=date", 200],
])("%s gets %d", async (path, status) => {
  expect((await sentry.call("GET", path)).status).toBe(status);
});
