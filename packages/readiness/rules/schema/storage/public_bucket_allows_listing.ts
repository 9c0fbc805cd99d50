import type { RowPolicy } from "../../../database/schema.ts";
import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const publicBucketAllowsListing = schemaRule({
  id: "public_bucket_allows_listing",
  title: "The files of a public bucket cannot be listed",
  why: "A public bucket serves files by URL without a policy. A select policy on storage.objects only adds a list of all of them.",
  fix: "Drop the select policy; public files stay readable by their address.",
  code: 'drop policy "Anyone can read avatars" on storage.objects;',
  source: splinter("0025_public_bucket_allows_listing"),
  rank: "medium",
  find: ({ buckets, policies }) =>
    policies.flatMap((policy) => {
      const listed = buckets.filter((bucket) => bucket.public && lists(policy, bucket.name));
      return listed.map(({ name }) => ({
        at: policy,
        message: `every caller that it applies to can list all files of the public bucket ${name}.`,
        since: ["using", "roles", "command"],
        subject: `storage.objects.${policy.name}`,
      }));
    }),
});

/** The policy covers the whole bucket or all buckets, and is not limited to the caller's files. */
function lists(
  { schema, table, command, roles, using = "true" }: RowPolicy,
  bucket: string,
): boolean {
  const narrow = /auth\.(uid|jwt|role|email)|owner|foldername|current_setting|\bname\b/i;
  const others = /bucket_id\s*=/i.test(using) && !using.includes(`'${bucket}'`);
  return (
    schema === "storage" &&
    table === "objects" &&
    (command === "select" || command === "all") &&
    roles.some((role) => ["anon", "authenticated", "public"].includes(role)) &&
    !narrow.test(using) &&
    !others
  );
}
