import { afterAll, beforeAll, expect, test } from "vitest";
import { authorEmail } from "../ids.ts";
import { startWranglerTest, type WranglerTest } from "./wrangler-testing.ts";

let hello: WranglerTest;

beforeAll(async () => {
  hello = await startWranglerTest();
});
afterAll(() => hello.close());

test("wrangler deploys, stores secrets, uploads, ships and rolls back a version", async () => {
  hello.write("one");
  expect(await hello.wrangler(["deploy"])).toContain("Current Version ID:");
  expect(await hello.answer()).toBe("hello one none");
  await hello.wrangler(["secret", "put", "TOKEN"], "s3cret");
  expect(await hello.answer()).toBe("hello one s3cret");

  hello.write("two");
  await hello.wrangler(["versions", "upload", "--message", "second"]);
  expect(await hello.answer()).toBe("hello one s3cret");
  const versions = JSON.parse(await hello.wrangler(["versions", "list", "--json"])) as {
    id: string;
    metadata: { author_email: string; source: string };
  }[];
  const newest = versions.at(-1);
  expect(newest?.metadata).toMatchObject({ author_email: authorEmail, source: "wrangler" });
  await hello.wrangler(["versions", "deploy", `${newest?.id}@100%`, "-y"]);
  expect(await hello.answer()).toBe("hello two s3cret");

  expect(await hello.wrangler(["deployments", "list"])).toContain(newest?.id);
  expect(await hello.wrangler(["deployments", "status"])).toContain(newest?.id);
  expect(await hello.wrangler(["versions", "view", newest?.id ?? ""])).toContain("GREETING");
  await hello.wrangler(["rollback", "-y", "--message", "back"]);
  expect(await hello.answer()).toBe("hello one s3cret");
  expect(await hello.wrangler(["whoami"])).toContain(authorEmail);
  await expect(hello.wrangler(["secret", "delete", "TOKEN"])).rejects.toThrow(/Secret edit failed/);
  await hello.wrangler(["delete", "--force"]);
  expect(await hello.answer()).toContain("522");
}, 180_000);
