import { z } from "@hono/zod-openapi";
import { AppError } from "@seaworthy/platform/errors/errors";

export const bodyMaxCharacters = 2_000;

/**
 * Control characters except tab and newline, and bidirectional overrides that display a text in
 * another order than it is stored.
 */
const invisible = /[\p{Cc}\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/**
 * Plain text: normalised, trimmed, without invisible characters. It is not HTML; clients must
 * escape it.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(invisible, (character) => (character === "\n" || character === "\t" ? character : ""))
    .normalize("NFC")
    .trim();
}

/** PostgreSQL counts code points; JavaScript's `length` counts UTF-16 units. */
const withinLength = (text: string) => {
  const characters = [...text].length;
  return characters >= 1 && characters <= bodyMaxCharacters;
};

export const newPostSchema = z
  .strictObject({
    body: z
      .string()
      .max(bodyMaxCharacters * 4)
      .transform(cleanText)
      .refine((text) => text.isWellFormed(), "must be well-formed Unicode")
      .refine(withinLength, `must have 1 to ${bodyMaxCharacters} visible characters`)
      .openapi({ type: "string", minLength: 1, maxLength: bodyMaxCharacters }),
    visibility: z.enum(["public", "private"]).default("public"),
  })
  .openapi("NewPost");
export type NewPost = z.output<typeof newPostSchema>;

export const postSchema = z
  .object({
    id: z.uuid(),
    authorId: z.uuid(),
    body: z.string(),
    visibility: z.enum(["public", "private"]),
    /** ISO 8601 in UTC with microseconds, PostgreSQL's precision. */
    createdAt: z.string(),
  })
  .openapi("Post");
export type Post = z.output<typeof postSchema>;

export const noSuchPost = () => new AppError("NOT_FOUND", "Post not found.");

export const feedPageSchema = z
  .object({ posts: z.array(postSchema), nextCursor: z.string().nullable() })
  .openapi("FeedPage");
export type FeedPage = z.output<typeof feedPageSchema>;
