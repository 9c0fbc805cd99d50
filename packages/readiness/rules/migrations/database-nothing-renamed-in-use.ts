import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseNothingRenamedInUse = stepRule({
  id: "database-nothing-renamed-in-use",
  title: "No migration renames or moves what a serving version uses",
  why: "The version that is still serving uses the old name and the next one the new: one of them fails during the whole rollout, and after a rollback.",
  fix: "Add the new column or a view under the new name, and drop the old one when no version uses it.",
  code: "create view public.articles with (security_invoker = on) as select * from public.posts;",
  source: pages.alterTable,
  rank: "high",
  kinds: ["renamed"],
  message: ({ what }) => `${what}, while a serving version may use the old name.`,
});
