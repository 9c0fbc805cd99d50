import { afterAll, beforeAll, expect, it } from "vitest";
import { issueKey } from "../../../testing/keys.ts";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import { newPerson } from "../../../testing/tokens.ts";
import type { FeedPage, Post } from "./post.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

const write = (headers: Record<string, string>, body: unknown) =>
  stack.worker.fetch("/rest/posts", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const read = async (key: string, query = "") =>
  stack.worker.fetch(`/rest/posts${query}`, { headers: { "x-api-key": key } });

it("reads the posts of a key's owner page by page, private ones too, and nobody else's", async () => {
  const { key, owner } = await issueKey(stack, ["feed:read"]);
  const stranger = await newPerson();
  for (const [n, visibility] of ["public", "private", "public"].entries()) {
    await write({ authorization: owner.authorization }, { body: `post ${n}`, visibility });
    await write({ authorization: stranger.authorization }, { body: "of someone else" });
  }
  const first = await read(key, "?limit=2");
  expect([
    first.status,
    first.headers.get("cache-control"),
    first.headers.get("ratelimit-policy"),
  ]).toEqual([200, "private, no-store", '"posts-export";q=120;w=60']);
  const page = (await first.json()) as FeedPage;
  const rest = (await (await read(key, `?limit=2&cursor=${page.nextCursor}`)).json()) as FeedPage;
  expect(
    [...page.posts, ...rest.posts].map(({ body, visibility }) => `${body} ${visibility}`),
  ).toEqual(["post 2 public", "post 1 private", "post 0 public"]);
  expect(rest.nextCursor).toBeNull();
});

it("reads the posts of a key's owner page by page, including private ones, and nobody else's", async () => {
  const { id, key, owner } = await issueKey(stack, ["feed:write"]);
  const answer = await write({ "x-api-key": key }, { body: "by a program" });
  expect(answer.status).toBe(201);
  const post = (await answer.json()) as Post;
  expect(post.authorId).toBe(owner.id);
  const audit = () =>
    stack.worker.logs().find((line) => line.action === "post.created" && line.postId === post.id);
  await expect.poll(audit).toMatchObject({ keyId: id, authorId: owner.id });
});

it("allows a key exactly what its scopes allow, and a valid token does not make up for an invalid key", async () => {
  const [reader, writer] = [
    await issueKey(stack, ["feed:read"]),
    await issueKey(stack, ["feed:write"]),
  ];
  const refused = await read(writer.key);
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
    403,
    "FORBIDDEN",
  ]);
  expect((await write({ "x-api-key": reader.key }, { body: "no" })).status).toBe(403);
  const forged = {
    authorization: writer.owner.authorization,
    "x-api-key": `sw_local_${"A".repeat(43)}`,
  };
  expect((await write(forged, { body: "no" })).status).toBe(401);
});

it("creates at most ten keys an hour per user, counted in the database, even without Redis", async () => {
  const { authorization } = await newPerson();
  const make = () =>
    stack.worker.fetch("/rest/api-keys", {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ name: "one of many", scopes: ["feed:read"] }),
    });
  const before = await Promise.all(Array.from({ length: 4 }, make));
  await stack.removeRedis();
  const after = await Promise.all(Array.from({ length: 8 }, make));
  const statuses = [...before, ...after].map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array(10).fill(201), 429, 429]);
  const refusal = after.find(({ status }) => status === 429);
  expect(refusal?.headers.get("ratelimit-policy")).toBe('"api-keys";q=10;w=3600');
  expect(Number(refusal?.headers.get("retry-after"))).toBeGreaterThan(3_000);
});
