import { bindingText } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const workerTokenIssuerChecked: Rule = {
  id: "worker-token-issuer-checked",
  area: "worker",
  title: "Tokens are accepted from one issuer, for one audience",
  why: "Without them a token that the same key signed for another service, or another environment, opens this one.",
  fix: "Set seaworthy:app.tokens.issuer to an https address, and audience.",
  example: {
    language: "yaml",
    code: "seaworthy:app:\n  tokens:\n    issuer: https://{ref}.supabase.co/auth/v1\n    audience: authenticated",
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["workerVersion"],
  applies: ({ app }) => app !== undefined,
  judge: (resources) => [
    ...bindingText("JWT_ISSUER", (text) =>
      text?.startsWith("https://") ? undefined : "No issuer with an https address is bound.",
    )(resources),
    ...bindingText("JWT_AUDIENCE", (text) =>
      text === undefined || text === "" ? "No audience is bound." : undefined,
    )(resources),
  ],
};
