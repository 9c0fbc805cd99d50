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
  // A second between two events, before the test's fixed clock.
  let seconds = Number(errorEvent().timestamp) - 60;
  const send = (title: string, user: string) => {
    const told = { fingerprint: [title], message: title, user: { id: user } };
    seconds += 1;
    return sendEvent(project.dsn, errorEvent({ ...told, timestamp: seconds }));
  };
  // In the order of their first events; "often" has most events, "widely" most users.
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
  ["", ["1", "3", "2"]],
  ["?sort=date", ["1", "3", "2"]],
  ["?sort=new", ["3", "2", "1"]],
  ["?sort=inbox", ["3", "2", "1"]],
  ["?sort=freq", ["1", "2", "3"]],
  ["?sort=user", ["2", "1", "3"]],
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
