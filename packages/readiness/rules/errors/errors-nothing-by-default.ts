import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const errorsNothingByDefault: Rule = {
  id: "errors-nothing-by-default",
  area: "errors",
  title: "The project has no key or alert that the program does not manage",
  why: "Sentry creates a key without a limit and an alert for everyone with each project. Both remain, unmanaged.",
  fix: "Set defaultKey and defaultRules to false.",
  example: {
    language: "typescript",
    code: 'new sentry.Project("errors", { organization, teams, name, defaultKey: false, defaultRules: false });',
  },
  source: "https://docs.sentry.io/pricing/quotas/manage-event-stream-guide/",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["sentryProject"],
  judge: (resources) => [
    ...property("sentryProject", "defaultKey", (made) =>
      made === false ? undefined : "Sentry's default key, which has no limit, is kept.",
    )(resources),
    ...property("sentryProject", "defaultRules", (made) =>
      made === false ? undefined : "Sentry's default alert is kept.",
    )(resources),
  ],
  remediate: ({ props }) => ({ ...props, defaultKey: false, defaultRules: false }),
};
