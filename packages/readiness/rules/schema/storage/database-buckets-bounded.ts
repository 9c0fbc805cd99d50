import { schemaRule } from "../../helpers/schema-lint.ts";
import { inProduction } from "../../rule.ts";

export const databaseBucketsBounded = schemaRule({
  id: "database-buckets-bounded",
  title: "Storage buckets limit file size and file types",
  why: "Without limits, anyone who may upload can store executables, web pages served under your domain, or files up to the project's own limit, at your cost.",
  fix: "Set file_size_limit and allowed_mime_types on the bucket.",
  code: "update storage.buckets set file_size_limit = 5242880, allowed_mime_types = '{image/png,image/jpeg}'\n  where id = 'avatars';",
  source: "https://supabase.com/docs/guides/storage/buckets/creating-buckets#restricting-uploads",
  severity: inProduction,
  rank: "medium",
  find: ({ buckets }) =>
    buckets
      .filter(({ sizeLimited, typesLimited }) => !sizeLimited || !typesLimited)
      .map((at) => ({
        at,
        message: `bucket ${at.name} limits ${at.sizeLimited ? "no types" : at.typesLimited ? "no size" : "neither size nor types"} of files.`,
        subject: `bucket ${at.name}`,
      })),
});
