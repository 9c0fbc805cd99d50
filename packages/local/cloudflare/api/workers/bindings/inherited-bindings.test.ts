import { afterAll, beforeAll, expect, test } from "vitest";
import { accountId } from "../../ids.ts";
import { type CloudflareTest, startCloudflareTest, textModule } from "../../testing.ts";

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

const source = `export default {
  fetch: (request, env) => Response.json({ secret: env.SECRET, renamed: env.RENAMED, text: env.TEXT }),
};`;
const bindings = [
  { type: "secret_text", name: "SECRET", text: "first" },
  { type: "plain_text", name: "TEXT", text: "plain" },
];

const answer = async () => (await fetch(cloudflare.app)).json();

test("a version inherits bindings, including secret values, from the latest version", async () => {
  await cloudflare.deploy({ source, bindings });
  await cloudflare.deploy({
    source,
    bindings: [
      { type: "inherit", name: "SECRET" },
      { type: "inherit", name: "RENAMED", old_name: "TEXT" },
    ],
  });
  expect(await answer()).toEqual({ secret: "first", renamed: "plain" });
});

test("a version to inherit from can be named", async () => {
  const { versionId } = await cloudflare.deploy({ source, bindings });
  await cloudflare.deploy({
    source,
    bindings: [{ type: "secret_text", name: "SECRET", text: "second" }],
  });
  await cloudflare.deploy({
    source,
    bindings: [{ type: "inherit", name: "SECRET", version_id: versionId }],
  });
  expect(await answer()).toEqual({ secret: "first" });
});

test.each([
  [{ type: "inherit", name: "MISSING" }, "has no binding MISSING"],
  [{ type: "inherit", name: "SECRET", version_id: "unknown" }, "has no version unknown"],
  [{ type: "inherit", name: "SECRET", text: "stolen" }, "Unrecognized key"],
])("refuses %j", async (binding, reason) => {
  const { workerId } = await cloudflare.deploy({ source, bindings });
  const upload = cloudflare.client.workers.beta.workers.versions.create(workerId, {
    account_id: accountId,
    main_module: "index.js",
    modules: [textModule(source)],
    bindings: [binding] as never,
  });
  await expect(upload).rejects.toMatchObject({
    status: 400,
    errors: [{ message: expect.stringContaining(reason) }],
  });
});
