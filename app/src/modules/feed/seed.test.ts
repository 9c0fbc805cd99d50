import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import { feed } from "./module.ts";
import { feedPageSchema } from "./post.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

const seed = () => stack.admin.unsafe(readFileSync(join(import.meta.dirname, "seed.sql"), "utf8"));

const digest = async () => {
  const [row] = await stack.admin`
    select count(*)::int, md5(string_agg(
      concat_ws(' ', id, author_id, body, visibility, created_at at time zone 'utc'), ',' order by id
    )) from posts`;
  return row;
};

it("creates exactly as many posts as it declares, the same on every machine", async () => {
  await seed();
  const made = await digest();
  expect(made).toEqual({ count: feed.seed.posts, md5: "bfe4510f3ee2275193cc208d7b616299" });
  await seed();
  expect(await digest()).toEqual(made);
});

it("creates posts that the feed shows", async () => {
  await seed();
  const page = feedPageSchema.parse(await (await stack.worker.fetch("/rest/feed?limit=50")).json());
  expect(page.posts).toHaveLength(50);
  expect(page.posts.every(({ visibility }) => visibility === "public")).toBe(true);
});
