import { defined } from "@seaworthy/core/defined";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountId } from "../ids.ts";
import { startWranglerTest, type WranglerTest } from "./wrangler-testing.ts";

let hello: WranglerTest;

beforeAll(async () => {
  hello = await startWranglerTest();
});
afterAll(() => hello.close());

test("wrangler deploys a Worker with two modules, and stores a secret", async () => {
  hello.write("one");
  expect(await hello.wrangler(["deploy"])).toContain("Current Version ID:");
  expect(await hello.answer()).toBe("hello one none");
  await hello.wrangler(["secret", "put", "TOKEN"], "s3cret");
  expect(await hello.answer()).toBe("hello one s3cret");
}, 60_000);

test("a deployment with static assets is refused by name and changes nothing", async () => {
  hello.write("two");
  const before = await hello.answer();
  const deployed = hello.wrangler(["deploy", "--assets", "."]);
  await expect(deployed).rejects.toThrow(/assets-upload-session is not implemented by the local/);
  expect(await hello.answer()).toBe(before);
}, 60_000);

test("a script that does not start is refused with its own error first", async () => {
  const form = upload("export default {", { main_module: "index.js" });
  const refused = await call("PUT", "/workers/scripts/broken", form);
  expect(refused.status).toBe(400);
  expect(refused.body.errors[0]).toMatchObject({ code: 10021 });
  expect(refused.body.errors[0]?.message).toMatch(/^Uncaught SyntaxError: /);
  expect((await call("GET", "/workers/services/broken")).body.errors[0]?.code).toBe(10090);
});

test.each([
  [{ body_part: "index.js" }, "body_part"],
  [{ main_module: "index.js", assets: { jwt: "x" } }, "assets"],
  [{ main_module: "index.js", containers: [{ class_name: "A" }] }, "containers"],
])("an upload of something unknown is refused by name: %j", async (metadata, name) => {
  const refused = await call(
    "PUT",
    "/workers/scripts/other",
    upload("export default {}", metadata),
  );
  expect(refused.status).toBe(501);
  expect(refused.body.errors[0]?.message).toContain(name);
});

test("a binding is inherited from the newest version; an unknown one is refused", async () => {
  const source = "export default { fetch: (r, env) => new Response(env.B ?? env.A) }";
  const bound = { type: "plain_text", name: "A", text: "a" };
  const inherited = { type: "inherit", name: "B", old_name: "A" };
  const send = (bindings: unknown[]) =>
    call("PUT", "/workers/scripts/heir", upload(source, { main_module: "index.js", bindings }));
  expect((await send([inherited])).status).toBe(400);
  expect((await send([bound])).status).toBe(200);
  expect((await send([inherited])).status).toBe(200);
  const { body } = await call("GET", "/workers/scripts/heir/settings");
  expect(body.result.bindings).toEqual([{ type: "plain_text", name: "B", text: "a" }]);
});

function upload(source: string, metadata: Record<string, unknown>): FormData {
  const form = new FormData();
  form.set("metadata", JSON.stringify(metadata));
  const file = new File([source], "index.js", { type: "application/javascript+module" });
  form.set("index.js", file);
  return form;
}

async function call(method: string, path: string, body?: FormData) {
  const address = `${hello.cloud.control.cloudflare}/accounts/${accountId}${path}`;
  const headers = { authorization: `Bearer ${hello.cloud.tokens.cloudflare}` };
  const answered = await fetch(address, { method, headers, ...defined({ body }) });
  return { status: answered.status, body: (await answered.json()) as never as CallBody };
}

interface CallBody {
  readonly errors: { code: number; message: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: each call has a result of its own
  readonly result: any;
}
