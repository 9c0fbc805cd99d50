import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defined } from "@seaworthy/core/defined";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueKey } from "../../../../testing/keys.ts";
import { startStack, type TestStack } from "../../../../testing/stack.ts";
import { newPerson, type Person } from "../../../../testing/tokens.ts";
import type { TestWorker } from "../../../../testing/worker.ts";
import type { FeedPage } from "../post.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

const as = (person: Person, method: string, path: string, body?: object, worker?: TestWorker) =>
  (worker ?? stack.worker).fetch(path, {
    method,
    headers: { authorization: person.authorization, "content-type": "application/json" },
    ...defined({ body: JSON.stringify(body) }),
  });
const pageOf = async (response: Response | Promise<Response>) =>
  (await (await response).json()) as FeedPage;
const bodies = (page: FeedPage) => page.posts.map(({ body }) => body);
const write = (person: Person, body: string, visibility = "public") =>
  as(person, "POST", "/rest/posts", { body, visibility });

/** How often PostgreSQL was queried for a home feed page. */
async function homeQueries(): Promise<number> {
  const [row] = await stack.admin`select coalesce(sum(calls), 0)::int as calls
    from pg_stat_statements where query like '%from home_page(%' and query not like '%pg_stat%'`;
  return Number(row?.calls);
}

describe("the home feed", () => {
  it("has the user's own posts and those of followed authors, newest first, and no private posts of others", async () => {
    const [reader, friend, stranger] = [await newPerson(), await newPerson(), await newPerson()];
    expect((await as(reader, "PUT", `/rest/follows/${friend.id}`)).status).toBe(204);
    await write(friend, "from a friend");
    await write(friend, "a secret", "private");
    await write(stranger, "from a stranger");
    await write(reader, "my own", "private");
    expect(bodies(await pageOf(as(reader, "GET", "/rest/home")))).toEqual([
      "my own",
      "from a friend",
    ]);
    await as(reader, "DELETE", `/rest/follows/${friend.id}`);
    expect(bodies(await pageOf(as(reader, "GET", "/rest/home")))).toEqual(["my own"]);
  });

  it("leaves out the posts of blocked users, and a block removes the follows in both directions", async () => {
    const [reader, other] = [await newPerson(), await newPerson()];
    await as(reader, "PUT", `/rest/follows/${other.id}`);
    await as(other, "PUT", `/rest/follows/${reader.id}`);
    await write(other, "soon blocked");
    expect(bodies(await pageOf(as(reader, "GET", "/rest/home")))).toEqual(["soon blocked"]);
    expect((await as(reader, "PUT", `/rest/blocks/${other.id}`)).status).toBe(204);
    expect(bodies(await pageOf(as(reader, "GET", "/rest/home")))).toEqual([]);
    await as(other, "PUT", `/rest/follows/${reader.id}`);
    const left = await stack.admin`select 1 from follows
      where follower_id in (${reader.id}, ${other.id})`;
    expect(left).toHaveLength(0);
    await as(reader, "DELETE", `/rest/blocks/${other.id}`);
    expect((await as(reader, "PUT", `/rest/blocks/${reader.id}`)).status).toBe(422);
  });

  it("is private to its reader, not cacheable, and gets 304 by its ETag", async () => {
    const reader = await newPerson();
    await write(reader, "mine");
    const first = await as(reader, "GET", "/rest/home");
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    const etag = first.headers.get("etag") ?? "";
    const again = await stack.worker.fetch("/rest/home", {
      headers: { authorization: reader.authorization, "if-none-match": etag },
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    await write(reader, "more");
    const changed = await stack.worker.fetch("/rest/home", {
      headers: { authorization: reader.authorization, "if-none-match": etag },
    });
    expect(changed.status).toBe(200);
    const other = await newPerson();
    expect(bodies(await pageOf(as(other, "GET", "/rest/home")))).toEqual([]);
    expect((await stack.worker.fetch("/rest/home")).status).toBe(401);
  });

  it("is one query for many concurrent readers", async () => {
    const reader = await newPerson();
    await write(reader, "once");
    const before = await homeQueries();
    const pages = await Promise.all(
      Array.from({ length: 40 }, () => pageOf(as(reader, "GET", "/rest/home?limit=7"))),
    );
    expect(pages.every((page) => bodies(page)[0] === "once")).toBe(true);
    expect((await homeQueries()) - before).toBe(1);
  });
});

describe("a profile", () => {
  it("is saved by its owner and visible to everyone, and its handle is unique", async () => {
    const [one, two] = [await newPerson(), await newPerson()];
    const handle = `h${one.id.slice(0, 8)}`;
    const saved = await as(one, "PUT", "/rest/profile", { handle, name: "One\u202E", bio: "Hi" });
    expect([saved.status, await saved.json()]).toMatchObject([200, { handle, name: "One" }]);
    const shown = await stack.worker.fetch(`/rest/profiles/${one.id}`);
    expect([shown.status, await shown.json()]).toMatchObject([200, { userId: one.id, bio: "Hi" }]);
    expect(shown.headers.get("cache-control")).toContain("public");
    expect((await as(two, "PUT", "/rest/profile", { handle })).status).toBe(409);
    await as(one, "PUT", "/rest/profile", { handle, bio: "Changed" });
    const again = await stack.worker.fetch(`/rest/profiles/${one.id}`);
    expect(await again.json()).toMatchObject({ bio: "Changed" });
    expect((await stack.worker.fetch(`/rest/profiles/${two.id}`)).status).toBe(404);
  });

  it("has a feed of its public posts, which a new post updates at once", async () => {
    const author = await newPerson();
    await write(author, "first");
    const path = `/rest/profiles/${author.id}/feed`;
    expect(bodies(await pageOf(stack.worker.fetch(path)))).toEqual(["first"]);
    await write(author, "hidden", "private");
    await write(author, "second");
    expect(bodies(await pageOf(stack.worker.fetch(path)))).toEqual(["second", "first"]);
  });
});

describe("a deleted post", () => {
  const written = async (person: Person, body: string, visibility = "public") => {
    const { id } = (await (await write(person, body, visibility)).json()) as { id: string };
    return { id, path: `/rest/posts/${id}` };
  };

  it("disappears from every cached page of every Worker at once, and changes its ETag", async () => {
    const [author, follower] = [await newPerson(), await newPerson()];
    const second = await stack.startWorker();
    await as(follower, "PUT", `/rest/follows/${author.id}`);
    const { path } = await written(author, "regretted");
    const profile = `/rest/profiles/${author.id}/feed`;
    const pages = [
      async () => stack.worker.fetch("/rest/feed?limit=3"),
      async () => stack.worker.fetch(profile),
      async () => as(follower, "GET", "/rest/home", undefined, second),
    ];
    for (const page of pages) expect(bodies(await pageOf(page()))).toContain("regretted");
    expect((await stack.worker.fetch(path)).status).toBe(200);
    const etag = (await stack.worker.fetch(profile)).headers.get("etag") ?? "";
    expect((await as(author, "DELETE", path)).status).toBe(204);
    expect((await stack.worker.fetch(path)).status).toBe(404);
    const changed = await stack.worker.fetch(profile, { headers: { "if-none-match": etag } });
    expect([changed.status, bodies(await pageOf(changed))]).toEqual([200, []]);
    for (const page of pages)
      await until(
        "the page without it",
        async () => !bodies(await pageOf(page())).includes("regretted"),
      );
    expect((await as(author, "DELETE", path)).status).toBe(404);
  });

  it("is deleted by its author alone: everyone else gets 404, for private posts too", async () => {
    const [author, other] = [await newPerson(), await newPerson()];
    const posts = [await written(author, "kept"), await written(author, "hidden", "private")];
    for (const { id, path } of posts) {
      expect((await as(other, "DELETE", path)).status).toBe(404);
      expect((await stack.worker.fetch(path, { method: "DELETE" })).status).toBe(401);
      expect(await stack.admin`select 1 from posts where id = ${id}`).toHaveLength(1);
    }
  });

  it("is deleted by a key only if the key may write", async () => {
    const [reading, writing] = [
      await issueKey(stack, ["feed:read"]),
      await issueKey(stack, ["feed:write"]),
    ];
    const [row] = await stack.admin`
      insert into posts (author_id, body) values (${writing.owner.id}, 'by a program') returning id`;
    const by = (key: string) =>
      stack.worker.fetch(`/rest/posts/${row?.id}`, {
        method: "DELETE",
        headers: { "x-api-key": key },
      });
    expect([(await by(reading.key)).status, (await by(writing.key)).status]).toEqual([403, 204]);
  });
});

describe("at 50,000 posts", () => {
  const person = (n: number) =>
    `overlay(overlay(md5('seaworthy person ' || ${n}) placing '4' from 13) placing '8' from 17)::uuid`;
  let reader: Person;
  beforeAll(async () => {
    await stack.admin.unsafe(readFileSync(join(import.meta.dirname, "../seed.sql"), "utf8"));
    reader = await newPerson();
    await stack.admin.unsafe(`insert into follows (follower_id, followee_id)
      select '${reader.id}', ${person(0).replace("|| 0", "|| n")} from generate_series(1, 100) n`);
    await stack.admin`analyze posts, follows, blocks`;
  });

  const plan = async (query: string) =>
    JSON.stringify(await stack.admin.unsafe(`explain (costs off) ${query}`));

  it.each([
    ["the feed", "visibility = 'public'", "posts_public_order"],
    [
      "an author's feed",
      `author_id = ${person(3)} and visibility = 'public'`,
      "posts_author_order",
    ],
    ["one's own posts", `author_id = ${person(3)}`, "posts_author_order"],
  ])("%s is read by its index, without a sort", async (_what, where, index) => {
    const found = await plan(`select * from posts where ${where}
      and (created_at, id) < (now(), gen_random_uuid()) order by created_at desc, id desc limit 21`);
    expect(found).toContain(index);
    expect(found).not.toMatch(/Seq Scan|"Sort/);
  });

  it("the home feed reads one page per author by index, and scans no table", async () => {
    await stack.admin.begin(async (sql) => {
      await sql.unsafe(
        `set local request.jwt.claims = '{"sub":"${reader.id}","role":"authenticated"}'`,
      );
      const rows = await sql.unsafe(
        `explain (analyze, format json, costs off, timing off) ${homeBody}`,
      );
      const text = JSON.stringify(rows);
      expect(text).toContain("posts_author_order");
      expect(text).not.toMatch(
        /"Node Type": ?"Seq Scan","Parent Relationship":"[A-Za-z]+","[^}]*"Relation Name": ?"posts"/,
      );
    });
  });

  it("its pages neither skip nor repeat a post during writes", async () => {
    const seen: string[] = [];
    let path = "/rest/home?limit=50";
    const author = await newPerson();
    for (let pages = 0; pages < 6; pages++) {
      const page = await pageOf(as(reader, "GET", path));
      seen.push(...page.posts.map(({ id }) => id));
      await write(author, `written between pages ${pages}`);
      path = `/rest/home?limit=50&cursor=${page.nextCursor}`;
    }
    const wanted = await stack.admin`select p.id from posts p
      join follows f on f.followee_id = p.author_id and f.follower_id = ${reader.id}
      where p.visibility = 'public' order by p.created_at desc, p.id desc limit 300`;
    expect(seen).toEqual(wanted.map(({ id }) => id));
  });
});

/** The function's body: EXPLAIN of a call does not show the plan inside. */
const migration = readFileSync(
  join(import.meta.dirname, "../migrations/0031_profiles_and_follows.sql"),
  "utf8",
);
const homeBody = (/as \$\$\n( {2}with authors[\s\S]*?)\$\$/.exec(migration)?.[1] ?? "")
  .replaceAll("page_size", "21")
  .replaceAll("before_created_at", "null::timestamptz")
  .replaceAll("before_id", "null::uuid");
