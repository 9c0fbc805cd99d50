const noWrapper = "the local postgres role may not create a foreign-data wrapper";
const noQueues = "the local database does not have pgmq and refuses it by name";

/** Cases on which splinter and our lints differ, each with the reason. */
export const differences: Readonly<Record<string, string>> = {
  "rls_disabled_in_public, broken: create schema internal; *":
    "splinter reports a table only once anon or authenticated has a grant; ours requires row-level security before that",
  "auth_users_exposed, broken: create view public.people with (security_invoker = on) *":
    "splinter ignores security_invoker views; ours does not, since one grant exposes them",
  "sensitive_columns_exposed, broken: alter table public.notes add column password_reset_token *":
    "splinter matches whole names from a list; ours also finds the words in longer names",
  "foreign_table_in_api, broken: *": noWrapper,
  "foreign_table_in_api, harmless: *": noWrapper,
  "insecure_queue_exposed_in_api, broken: *": noQueues,
  "insecure_queue_exposed_in_api, harmless: *": noQueues,
};
