import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseNothingDroppedInUse = stepRule({
  id: "database-nothing-dropped-in-use",
  title: "No migration drops a table or column that a serving version may use",
  why: "Migrations run before the new version is deployed. Until the rollout ends, the old version reads what was dropped, and its requests fail. The data is lost.",
  fix: "Deploy a version that does not use it, then drop it in a later deployment with a waiver that names that version.",
  code: "-- first: a version that no longer reads posts.legacy_body\nalter table public.posts drop column legacy_body;",
  source: pages.alterTable,
  rank: "high",
  kinds: ["dropped"],
  message: ({ what }) => `${what} is dropped while a serving version may use it.`,
});
