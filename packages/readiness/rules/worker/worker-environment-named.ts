import { bindingText } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const workerEnvironmentNamed: Rule = {
  id: "worker-environment-named",
  area: "worker",
  title: "The Worker knows its environment",
  why: "It refuses to start without a secret in prod only; a prod Worker that believes it is local starts without its keys.",
  fix: "Bind ENVIRONMENT to seaworthy:environment.",
  example: { language: "typescript", code: 'variable("ENVIRONMENT", config.environment)' },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  applies: ({ app }) => app !== undefined,
  judge: (resources, { environment }) =>
    bindingText("ENVIRONMENT", (text) =>
      text === environment
        ? undefined
        : `ENVIRONMENT is ${text ?? "not bound"}, but the stack is judged as ${environment}.`,
    )(resources),
};
