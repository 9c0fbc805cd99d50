import { environmentNamed } from "../../plan/environment.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

const key = "seaworthy:environment";

export const protectionEnvironmentOfStack: Rule = {
  id: "protection-environment-of-stack",
  area: "protection",
  title: "A stack named after an environment belongs to that environment",
  why: "The environment selects the severities. Production declared as staging is held to staging's rules, and its objects get staging's names.",
  fix: "Set seaworthy:environment to the environment that the stack is named after.",
  example: { language: "yaml", code: "seaworthy:environment: prod" },
  source: "https://www.pulumi.com/docs/iac/concepts/stacks/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["stack", "worker", "credential", "supabaseProject"],
  needs: ["config"],
  judge: (_, { config, stack }) => {
    const named = environmentNamed(stack);
    const declared = config?.[key];
    if (named === undefined || declared === undefined || environmentNamed(declared) === named)
      return [];
    return [
      violation(`Stack ${String(stack)} declares the environment ${String(declared)}.`, undefined, {
        subject: key,
        configKey: key,
      }),
    ];
  },
};
