import type { RowPolicy } from "../../../database/schema.ts";
import { schemaRule } from "../../helpers/schema-lint.ts";

export const databaseFilesNotWritableByEveryone = schemaRule({
  id: "database-files-not-writable-by-everyone",
  title: "Policies on storage.objects restrict whose files can be written",
  why: "A policy that checks only the bucket lets everyone overwrite and delete everyone's files in it.",
  fix: "Compare owner_id or the first folder of the name with the caller's id.",
  code: "with check (bucket_id = 'avatars' and (storage.foldername(name))[1] = (select auth.uid())::text)",
  source: "https://supabase.com/docs/guides/storage/security/access-control",
  rank: "critical",
  find: ({ policies }) =>
    policies.filter(isOpen).map((at) => ({
      at,
      message: `it lets ${at.roles.join(" and ")} ${at.command === "all" ? "write" : at.command} every file${at.roles.includes("authenticated") ? "" : " without a token"}.`,
      since: ["using", "check", "roles", "command"],
      subject: `storage.objects.${at.name}`,
    })),
});

function isOpen({ schema, table, command, roles, permissive, using, check }: RowPolicy): boolean {
  const rows = command === "insert" ? (check ?? "") : (using ?? "");
  const aboutCaller = /auth\.(uid|jwt|email)|owner|current_setting|\bselect\b[\s\S]*\bfrom\b/i;
  return (
    schema === "storage" &&
    table === "objects" &&
    permissive &&
    command !== "select" &&
    roles.some((role) => ["anon", "authenticated", "public"].includes(role)) &&
    !aboutCaller.test(rows)
  );
}
