import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { createSupabase } from "./index.ts";
import { call, createTestProject, officialClient } from "./testing.ts";

let cloud: TestCloud;
let ref: string;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  ref = await createTestProject(cloud);
});

afterAll(() => cloud.close());

describe("refusals", () => {
  const create = {
    name: "x",
    db_pass: "long enough",
    organization_slug: "seaworthy-local",
    region_selection: { type: "specific", code: "eu-west-1" },
  };
  const cases: [string, string, string, unknown, number, RegExp][] = [
    ["a short password", "POST", "/v1/projects", { ...create, db_pass: "abc" }, 400, /^db_pass: /],
    [
      "an unknown region",
      "POST",
      "/v1/projects",
      { ...create, region_selection: { type: "specific", code: "mars-1" } },
      400,
      /^region_selection\.code: /,
    ],
    [
      "no region",
      "POST",
      "/v1/projects",
      { ...create, region_selection: undefined },
      400,
      /^region_selection: Required/,
    ],
    [
      "an unknown organization",
      "POST",
      "/v1/projects",
      { ...create, organization_slug: "other" },
      400,
      /^organization_slug: /,
    ],
    ["an unknown field", "POST", "/v1/projects", { ...create, colour: "red" }, 400, /"colour"/],
    [
      "a field that Supabase has and the local cloud has not",
      "POST",
      "/v1/projects",
      { ...create, template_url: "x" },
      501,
      /template_url/,
    ],
    [
      "a captcha provider that Supabase does not have",
      "PATCH",
      "/v1/projects/REF/config/auth",
      { security_captcha_provider: "recaptcha" },
      400,
      /^security_captcha_provider: /,
    ],
    ["a body that is not JSON", "POST", "/v1/projects", "{", 400, /not JSON/],
    [
      "a pool size out of range",
      "PATCH",
      "/v1/projects/REF/config/database/pooler",
      { default_pool_size: 3001 },
      400,
      /^default_pool_size: /,
    ],
    [
      "such a pool could serve no client",
      "PATCH",
      "/v1/projects/REF/config/database/pooler",
      { default_pool_size: 0 },
      400,
      /^default_pool_size: /,
    ],
    [
      "an unknown pool mode",
      "PATCH",
      "/v1/projects/REF/config/database/pooler",
      { pool_mode: "statement" },
      400,
      /^pool_mode: /,
    ],
    [
      "an unknown setting",
      "PUT",
      "/v1/projects/REF/config/database/postgres",
      { fsync: "off" },
      400,
      /"fsync"/,
    ],
    [
      "a setting that would end its line",
      "PUT",
      "/v1/projects/REF/config/database/postgres",
      { work_mem: "4MB'\nport = 1" },
      400,
      /^work_mem: /,
    ],
    [
      "a malformed range",
      "POST",
      "/v1/projects/REF/network-restrictions/apply",
      { dbAllowedCidrs: ["10.0.0.0/33"] },
      400,
      /^dbAllowedCidrs\.0: /,
    ],
    ["an unknown auth field", "PATCH", "/v1/projects/REF/config/auth", { nope: 1 }, 400, /"nope"/],
    [
      "an API key's bad name",
      "POST",
      "/v1/projects/REF/api-keys",
      { name: "No", type: "secret" },
      400,
      /^name: /,
    ],
    [
      "an unknown service",
      "GET",
      "/v1/projects/REF/health?services=db&services=mail",
      undefined,
      400,
      /^services: mail/,
    ],
    [
      "an unknown project",
      "GET",
      "/v1/projects/seaworthynothere/postgrest",
      undefined,
      404,
      /not found/,
    ],
    [
      "an unknown project's change",
      "PATCH",
      "/v1/projects/seaworthynothere/config/database/pooler",
      { nope: 1 },
      404,
      /not found/,
    ],
    [
      "a call that is not implemented",
      "GET",
      "/v1/projects/REF/custom-hostname",
      undefined,
      501,
      /GET \/v1\/projects\/seaworthy[a-z]+\/custom-hostname/,
    ],
  ];

  it.each(cases)("%s", async (_what, method, path, body, status, message) => {
    const answer = await call(cloud, method, path.replace("REF", ref), body);
    expect(answer).toEqual({ status, body: { message: expect.stringMatching(message) } });
  });

  it("of every call without the token", async () => {
    for (const token of ["", "sbp_wrong", cloud.tokens.admin]) {
      expect(await call(cloud, "GET", "/v1/projects", undefined, token)).toEqual({
        status: 401,
        body: { message: "Unauthorized" },
      });
    }
  });

  it("leave no project behind", async () => {
    expect((await officialClient(cloud).listAllProjects()).data).toHaveLength(1);
  });
});
