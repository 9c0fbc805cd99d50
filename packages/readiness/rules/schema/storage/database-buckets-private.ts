import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseBucketsPrivate = schemaRule({
  id: "database-buckets-private",
  title: "Storage buckets are private",
  why: "Anyone who has or guesses the URL of a file in a public bucket can read it, without a token and without any policy check.",
  fix: "Make the bucket private and hand out signed URLs. Waive this for a bucket whose files are meant for everyone.",
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
