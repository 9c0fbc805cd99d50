import { property } from "../helpers/checks.ts";
import { isNamedAfter } from "../helpers/environments.ts";
import { everywhere, type Rule } from "../rule.ts";

export const errorsProjectOfOneEnvironment: Rule = {
  id: "errors-project-of-one-environment",
  area: "errors",
  title: "Each environment has its own Sentry project",
  why: "In a shared project, a test on staging wakes the on-call engineer and hides new errors in production.",
  fix: "Name the project after the environment: <service>-<environment>.",
  example: {
    language: "typescript",
    code: 'const slug = nameOf({ service, environment }, "sentry");',
  },
  source: "https://docs.sentry.io/pricing/quotas/",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["sentryProject"],
  judge: (resources, { environment }) =>
    property("sentryProject", "slug", (slug) =>
      isNamedAfter(String(slug), environment)
        ? undefined
        : `The project ${String(slug)} does not belong to ${environment}.`,
    )(resources),
};
