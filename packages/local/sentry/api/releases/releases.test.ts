import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
});
afterAll(() => sentry.close());

const path = "organizations/seaworthy-local/releases/";

describe("releases", () => {
  it("is created once, changed, and has what was seen of it", async () => {
    const release = { version: "app@1", projects: ["app"] };
    const made = await sentry.call("POST", path, release);
    expect([made.status, made.body.firstEvent]).toEqual([201, null]);
    expect((await sentry.call("POST", path, release)).status).toBe(208);
    const url = "https://ci.example/1";
    const changed = await sentry.call("PUT", `${path}app@1/`, { url });
    expect(changed.body).toMatchObject({ url, ref: null, deployCount: 0 });
    await sendEvent(project.dsn, errorEvent({ release: "app@1" }));
    const read = await sentry.call("GET", `${path}app@1/`);
    expect(read.body).toMatchObject({ url, newGroups: 1, firstEvent: expect.any(String) });
    expect((await sentry.call<unknown[]>("GET", path)).body).toHaveLength(1);
  });

  it("knows its deploys", async () => {
    await sentry.call("POST", path, { version: "app@2", projects: [project.id] });
    const deploys = `${path}app@2/deploys/`;
    expect((await sentry.call("POST", deploys, { environment: "prod" })).status).toBe(201);
    expect((await sentry.call("GET", `${path}app@2/`)).body).toMatchObject({
      deployCount: 1,
      lastDeploy: { environment: "prod" },
    });
    await sentry.call("DELETE", `${path}app@2/`);
    expect((await sentry.call("GET", deploys)).status).toBe(404);
    await sentry.call("POST", path, { version: "app@2", projects: [project.id] });
    expect((await sentry.call<unknown[]>("GET", deploys)).body).toEqual([]);
  });

  it.each([
    ["no project", { version: "v3", projects: [] }],
    ["an unknown project", { version: "v3", projects: ["nowhere"] }],
    ["a version with a slash", { version: "a/b", projects: ["app"] }],
    ["the version latest", { version: "latest", projects: ["app"] }],
    ["commits, which are not kept", { version: "v3", projects: ["app"], commits: [] }],
    ["an unknown field", { version: "v3", projects: ["app"], owner_team: "x" }],
    ["no URL", { version: "v3", projects: ["app"], url: "nowhere" }],
  ])("is refused with %s", async (_what, body) => {
    expect((await sentry.call("POST", path, body)).status).toBe(400);
  });

  it("treats an empty cursor as the first page, in every list", async () => {
    for (const list of ["projects", "teams", "releases", "issues", "detectors", "workflows"])
      expect(
        (await sentry.call("GET", `organizations/seaworthy-local/${list}/?cursor=`)).status,
      ).toBe(200);
  });

  it("refuses chunks that do not match their checksum, and invalid bundles", async () => {
    const url = `${sentry.cloud.control.sentry}0/organizations/seaworthy-local/`;
    const headers = { authorization: `Bearer ${sentry.cloud.tokens.sentry}`, connection: "close" };
    const upload = async (name: string, content: string) => {
      const body = new FormData();
      body.append("file", new File([content], name));
      return (await fetch(`${url}chunk-upload/`, { method: "POST", headers, body })).status;
    };
    const checksum = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
    expect(await upload(checksum, "other")).toBe(400);
    expect(await upload("../../escape", "hello")).toBe(400);
    expect(await upload(checksum, "hello")).toBe(200);
    const assemble = (chunks: string[]) =>
      sentry.call("POST", "organizations/seaworthy-local/artifactbundle/assemble/", {
        ...{ checksum, chunks, projects: ["app"] },
      });
    const absent = "0".repeat(40);
    expect((await assemble([absent])).body).toEqual({
      state: "not_found",
      missingChunks: [absent],
    });
    expect((await assemble([checksum])).body).toMatchObject({
      state: "error",
      detail: expect.stringContaining("Invalid artifact bundle"),
    });
  });
});
