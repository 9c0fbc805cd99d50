import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

const wanted = ["filtered-transaction", "web-crawlers", "browser-extensions", "localhost"];

export const errorsNoiseFiltered: Rule = {
  id: "errors-noise-filtered",
  area: "errors",
  title: "Sentry drops errors from crawlers, browser extensions and developers' machines",
  why: "Errors that nobody can fix use up quota and attention.",
  fix: "Set seaworthy:errors.inboundFilters.",
  example: {
    language: "yaml",
    code: "seaworthy:errors:\n  inboundFilters: [filtered-transaction, web-crawlers, browser-extensions, localhost]",
  },
  source: "https://docs.sentry.io/pricing/quotas/manage-event-stream-guide/",
  severity: deployed,
  rank: "low",
  scope: "stack",
  subjects: ["sentryProject"],
  judge: (resources) => {
    const filters = ofType(resources, "inboundFilter");
    const unseen = filters.find(
      ({ props }) => isUnknown(props.active) || isUnknown(props.filterId),
    );
    if (unseen !== undefined) return [notKnown("filterId and active", unseen)];
    const on = filters
      .filter(({ props }) => props.active === true)
      .map(({ props }) => props.filterId);
    const missing = wanted.filter((filter) => !on.includes(filter));
    return missing.length === 0
      ? []
      : ofType(resources, "sentryProject").map((project) =>
          violation(`Not filtered: ${missing.join(", ")}.`, project),
        );
  },
};
