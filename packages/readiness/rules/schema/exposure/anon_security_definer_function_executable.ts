import { definersCallableBy } from "../../helpers/definers.ts";
import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const anonSecurityDefinerFunctionExecutable = schemaRule({
  id: "anon_security_definer_function_executable",
  aliases: ["database-definers-not-callable"],
  title: "Anonymous callers cannot run functions with their owner's rights",
  why: "A security definer function bypasses row-level security. Exposed, it is an API without a policy.",
  fix: "Revoke execute from public and anon, or move the function to a schema that is not exposed.",
  code: "revoke all on function public.f() from public, anon, authenticated;",
  source: splinter("0028_anon_security_definer_function_executable"),
  rank: "critical",
  find: definersCallableBy("anon"),
});
