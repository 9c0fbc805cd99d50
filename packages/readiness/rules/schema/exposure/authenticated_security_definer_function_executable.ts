import { definersCallableBy } from "../../helpers/definers.ts";
import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const authenticatedSecurityDefinerFunctionExecutable = schemaRule({
  id: "authenticated_security_definer_function_executable",
  aliases: ["database-definers-not-callable"],
  title: "Signed-in users cannot run functions with their owner's rights",
  why: "A security definer function bypasses row-level security, and anyone with an email address can sign up.",
  fix: "Revoke execute from public and authenticated, or move the function to a schema that is not exposed.",
  code: "revoke all on function public.f() from public, anon, authenticated;",
  source: splinter("0029_authenticated_security_definer_function_executable"),
  rank: "critical",
  find: definersCallableBy("authenticated"),
});
