import { binding } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const errorsDsnBound: Rule = {
  id: "errors-dsn-bound",
  area: "errors",
  title: "The Worker sends its errors to Sentry",
  why: "Without a DSN, errors are lost and every alert stays silent.",
  fix: "Bind SENTRY_DSN to the key's public DSN.",
  example: { language: "typescript", code: 'secret("SENTRY_DSN", key.dsnPublic)' },
  source: "https://docs.sentry.io/pricing/quotas/manage-event-stream-guide/",
  severity: deployed,
  rank: "critical",
  scope: "resource",
  subjects: ["workerVersion"],
  applies: ({ app }) => app !== undefined,
  judge: binding("SENTRY_DSN", (bound) =>
    bound === undefined ? "SENTRY_DSN is not bound." : undefined,
  ),
};
