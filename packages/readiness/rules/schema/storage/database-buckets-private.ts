import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseBucketsPrivate = schemaRule({
  id: "database-buckets-private",
  title: "Storage buckets are private",
  why: "Anyone who has or guesses the address of a file in a public bucket reads it: no policy is asked, and no token is needed.",
  fix: "Make the bucket private and hand out signed URLs. Waive it for a bucket whose files are meant for everyone.",
  code: "update storage.buckets set public = false where id = 'invoices';",
  source: "https://supabase.com/docs/guides/storage/buckets/fundamentals",
  rank: "high",
  find: ({ buckets }) =>
    buckets
      .filter((bucket) => bucket.public)
      .map((at) => ({
        at,
        message: `bucket ${at.name} is public.`,
        since: ["public"],
        subject: `bucket ${at.name}`,
      })),
});
