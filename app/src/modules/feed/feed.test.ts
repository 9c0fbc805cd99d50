import { type Database, serviceFor } from "@seaworthy/platform/database/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jwtKeys, startStack, type TestStack } from "../../../testing/stack.ts";
import { newPerson, type Person } from "../../../testing/tokens.ts";
import type { FeedPage, Post } from "./post.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

async function write(person: Person, body: unknown): Promise<Response> {
  const headers = { authorization: person.authorization, "content-type": "application/json" };
  return stack.worker.fetch("/rest/posts", { method: "POST", headers, body: JSON.stringify(body) });
}

async function written(person: Person, body: unknown): Promise<Post> {
  const response = await write(person, body);
  expect(response.status).toBe(201);
  return (await response.json()) as Post;
}

async function read(path: string, person?: Person): Promise<FeedPage> {
  const response = await stack.worker.fetch(
    path,
    person ? { headers: { authorization: person.authorization } } : {},
  );
  expect(response.status).toBe(200);
  return (await response.json()) as FeedPage;
}

describe("writing a post", () => {
  it("stores it under its author, responds with 201 and Location, and shows it in the feed at once", async () => {
    const author = await newPerson();
    await read("/rest/feed");
    const response = await write(author, { body: "  hello\u0000 <sea>  " });
    const post = (await response.json()) as Post;
    expect(response.status).toBe(201);
    expect(response.headers.get("location")).toBe(`/rest/posts/${post.id}`);
    expect(post).toMatchObject({ authorId: author.id, body: "hello <sea>", visibility: "public" });
    expect((await read("/rest/feed")).posts[0]).toEqual(post);
    expect(await (await stack.worker.fetch(`/rest/posts/${post.id}`)).json()).toEqual(post);
  });

  it("needs a token: a missing, expired or foreign one gets 401", async () => {
    const people = [
      { id: "", authorization: "" },
      await newPerson({ expiresInSeconds: -1 }),
      await newPerson({ key: "f".repeat(40) }),
    ];
    const answers = await Promise.all(
      people.map(async (person) => (await write(person, { body: "no" })).json()),
    );
    expect(answers).toMatchObject([
      { code: "UNAUTHENTICATED" },
      { code: "TOKEN_EXPIRED" },
      { code: "UNAUTHENTICATED" },
    ]);
  });

  it("accepts tokens signed with the previous key while it is bound", async () => {
    const person = await newPerson({ key: jwtKeys.previous });
    expect((await written(person, { body: "signed before the rotation" })).authorId).toBe(
      person.id,
    );
  });

  it("lists everything that is wrong with a body", async () => {
    const response = await write(await newPerson(), {
      body: "",
      visibility: "secret",
      author_id: "x",
    });
    const problem = (await response.json()) as { errors: { at: string }[] };
    expect(response.status).toBe(422);
    expect(problem.errors.map(({ at }) => at)).toEqual(
      expect.arrayContaining(["body.body", "body.visibility"]),
    );
  });

  it.each([
    ["no JSON", "{", "application/json", "BODY_MALFORMED"],
    ["another media type", "body=x", "application/x-www-form-urlencoded", "MEDIA_TYPE_UNSUPPORTED"],
    [
      "more than 2 MB",
      JSON.stringify({ body: "x".repeat(2 * 1024 * 1024) }),
      "application/json",
      "BODY_TOO_LARGE",
    ],
  ])("refuses %s", async (_what, body, type, code) => {
    const { authorization } = await newPerson();
    const response = await stack.worker.fetch("/rest/posts", {
      method: "POST",
      headers: { authorization, "content-type": type },
      body,
    });
    expect(await response.json()).toMatchObject({ code });
  });

  it("lets a user write 30 a minute, counted exactly under concurrency, and does not affect other users", async () => {
    const eager = await newPerson();
    const responses = await Promise.all(
      Array.from({ length: 35 }, (_, index) =>
        write(eager, { body: `post ${index}`, visibility: "private" }),
      ),
    );
    const statuses = responses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    const refused = responses.find(({ status }) => status === 429);
    expect(refused?.headers.get("ratelimit-policy")).toBe('"posts";q=30;w=60');
    expect(refused?.headers.get("ratelimit")).toMatch(/^"posts";r=0;t=\d+$/);
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(50);
    expect(await refused?.json()).toMatchObject({ code: "RATE_LIMITED" });
    await written(await newPerson(), { body: "mine counts apart" });
  });
});

describe("row-level security", () => {
  it("shows a private post only to its author", async () => {
    const [author, other] = [await newPerson(), await newPerson()];
    const { id } = await written(author, { body: "only for me", visibility: "private" });
    const has = async (person?: Person) =>
      (await read("/rest/feed?limit=50", person)).posts.some((post) => post.id === id);
    expect([await has(author), await has(other), await has()]).toEqual([true, false, false]);
    const status = async (person?: Person) =>
      (
        await stack.worker.fetch(
          `/rest/posts/${id}`,
          person ? { headers: { authorization: person.authorization } } : {},
        )
      ).status;
    expect([await status(author), await status(other), await status()]).toEqual([200, 404, 404]);
  });

  it("is enforced by the database, not by the Worker: its login has no rights of its own, and no user can write as another", async () => {
    const rights =
      await stack.admin`select has_table_privilege('app_worker', 'posts', 'select') as login,
      has_column_privilege('authenticated', 'posts', 'author_id', 'insert') as author, has_table_privilege('anon', 'posts', 'insert') as anon,
      has_table_privilege('authenticated', 'usage_events', 'insert') as usage, has_table_privilege('anon', 'usage_events', 'select') as read`;
    expect(rights[0]).toEqual({
      login: false,
      author: false,
      anon: false,
      usage: false,
      read: false,
    });
    const [table] =
      await stack.admin`select bool_and(relrowsecurity) as secured from pg_class where relname in ('posts', 'usage_events')`;
    expect(table?.secured).toBe(true);
  });
});

describe("reading the feed", () => {
  it("returns pages, newest first, that neither repeat nor skip a post, even among equal timestamps", async () => {
    await stack.admin`insert into posts (author_id, body, created_at)
      select gen_random_uuid(), 'page ' || n, timestamptz '2020-01-01 00:00:00.123456+00' + (n / 3) * interval '1 microsecond' from generate_series(1, 25) n`;
    const seen: Post[] = [];
    for (let path: string | undefined = "/rest/feed?limit=7"; path; ) {
      const page: FeedPage = await read(path);
      seen.push(...page.posts);
      path = page.nextCursor === null ? undefined : `/rest/feed?limit=7&cursor=${page.nextCursor}`;
    }
    const order = seen.map(({ createdAt, id }) => `${createdAt} ${id}`);
    expect(order).toEqual([...new Set(order)].sort().reverse());
    expect(seen.filter(({ body }) => body.startsWith("page "))).toHaveLength(25);
  });

  it.each(["limit=0", "limit=51", "limit=ten", "cursor=nonsense", "cursor=%00"])(
    "refuses ?%s",
    async (query) => {
      const response = await stack.worker.fetch(`/rest/feed?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "VALIDATION_FAILED" });
    },
  );

  it("lets the edge cache anonymous responses, and never personal ones", async () => {
    const { authorization } = await newPerson();
    const [anonymous, personal, refused] = await Promise.all(
      [{}, { authorization }, { authorization: "Bearer nonsense" }].map((headers) =>
        stack.worker.fetch("/rest/feed", { headers }),
      ),
    );
    expect(anonymous?.headers.get("cache-control")).toMatch(
      /^public, max-age=\d+, s-maxage=\d+, stale-while-revalidate=\d+, stale-if-error=\d+$/,
    );
    expect(personal?.headers.get("cache-control")).toBe("private, no-store");
    expect([refused?.status, refused?.headers.get("cache-control")]).toEqual([401, "no-store"]);
  });

  it("queries the database once for 50 readers of an uncached page, in two Workers", async () => {
    const second = await stack.startWorker();
    const calls = async () => {
      const [row] =
        await stack.admin`select coalesce(sum(calls), 0)::int as calls from extensions.pg_stat_statements where query ilike '%from feed_page(%'`;
      return Number(row?.calls);
    };
    const before = await calls();
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 ? second : stack.worker).fetch("/rest/feed?limit=13"),
      ),
    );
    const bodies = new Set(await Promise.all(responses.map((response) => response.text())));
    expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(bodies.size).toBe(1);
    expect((await calls()) - before).toBe(1);
  });
});

describe("a post written past the app", () => {
  const sub = crypto.randomUUID();
  const claims = { sub, role: "authenticated", exp: 9_999_999_999 } as const;
  const post = "insert into posts (body, visibility) values ('past the app', 'public')";
  let database: Database;
  beforeAll(() => {
    database = stack.openDatabase();
  });
  afterAll(() => database?.close());

  it("is refused with a user's token and without one", async () => {
    for (const identity of [{ role: "authenticated", claims }, { role: "anon" }] as const)
      await expect(database.as(identity, (sql) => sql.unsafe(post))).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
  });

  it("belongs to the user on whose behalf the app writes it", async () => {
    const [row] = await database.as(serviceFor(claims), (sql) =>
      sql.unsafe<{ author_id: string }[]>(`${post} returning author_id`),
    );
    expect(row?.author_id).toBe(sub);
    await stack.admin`delete from posts where author_id = ${sub}`;
  });
});
