import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { anonymous, identityOf } from "@seaworthy/platform/database/database";
import type { Place } from "@seaworthy/platform/keyset/keyset";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { type FeedPage, feedPageSchema } from "../post.ts";
import { readAuthor, readHome } from "../queries.ts";
import { publicPage, spareMs } from "../read.ts";
import { authorTag, homeTag, removedTag } from "../tags.ts";
import { observed } from "../telemetry/observations.ts";

/** 30 seconds in total: how late other users' posts may appear. Deleted ones are gone at once. */
const lifetime = { freshMs: 13_000, staleMs: 15_000, localMs: 1_000, spareMs };

/** A page of the signed-in user's home feed. */
export function getCachedHomeFeed(
  c: AppContext,
  limit: number,
  after: Place | undefined,
): Promise<FeedPage> {
  const claims = claimsOf(c);
  const { cache, database } = c.var.services;
  const entry = {
    key: `home:1:${claims.sub}:${limit}:${after?.join() ?? ""}`,
    tags: [homeTag(claims.sub), removedTag],
    ...lifetime,
    schema: feedPageSchema,
  };
  // Read with a token, so never shared (RFC 9111, 3.5). An ETag still saves the transfer of an
  // unchanged page.
  c.header("Cache-Control", "private, no-cache");
  c.header("Vary", "Authorization", { append: true });
  return observed(c, "home.page", () =>
    cache.getOrCompute(entry, () =>
      database.read(identityOf(claims), (sql) => readHome(sql, limit, after)),
    ),
  );
}

/** A page of an author's public posts, the same for every reader. */
export function getCachedProfileFeed(
  c: AppContext,
  authorId: string,
  limit: number,
  after: Place | undefined,
): Promise<FeedPage> {
  const { cache, database } = c.var.services;
  const entry = {
    key: `author:1:${authorId}:${limit}:${after?.join() ?? ""}`,
    tags: [authorTag(authorId)],
    ...lifetime,
    schema: feedPageSchema,
  };
  c.header("Cache-Control", publicPage);
  return observed(c, "profile.page", () =>
    cache.getOrCompute(entry, () =>
      database.read(anonymous, (sql) => readAuthor(sql, authorId, limit, after)),
    ),
  );
}
