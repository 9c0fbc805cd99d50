import { pages, stepRule } from "../helpers/migration-steps.ts";

export const databaseConstraintsAddedNotValid = stepRule({
  id: "database-constraints-added-not-valid",
  title: "Foreign keys and checks on existing tables are added NOT VALID",
  why: "Adding one scans the whole table while writes wait. A foreign key blocks writes to both tables.",
  fix: "Add the constraint NOT VALID, and validate it in a later migration.",
  code: "alter table public.posts add constraint posts_author foreign key (author_id)\n  references auth.users (id) not valid;",
  source: pages.notes,
  rank: "high",
  kinds: ["constraint-checked", "foreign-key-checked"],
  message: ({ what }) => `${what} is checked against every row while writes wait.`,
});
