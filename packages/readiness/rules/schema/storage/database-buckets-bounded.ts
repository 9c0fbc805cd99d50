import { schemaRule } from "../../helpers/schema-lint.ts";
import { inProduction } from "../../rule.ts";

export const databaseBucketsBounded = schemaRule({
  id: "database-buckets-bounded",
  title: "Storage buckets limit the size and the types of files",
  why: "Whoever may upload stores what they like, up to the project's own limit: programs, web pages that run under your address, and a bill.",
  fix: "Set file_size_limit and allowed_mime_types of the bucket.",
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
