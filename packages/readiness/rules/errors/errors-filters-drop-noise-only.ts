import { ofType } from "../../plan/resource.ts";
import { isUnknown, type PlannedValue, valueAt } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const errorsFiltersDropNoiseOnly: Rule = {
  id: "errors-filters-drop-noise-only",
  area: "errors",
  title: "No inbound filter drops all events",
  why: "A filter on * (all messages, releases or addresses) looks like any other setting, but makes Sentry drop every event.",
  fix: "List the messages, releases or addresses that are noise, one by one.",
  example: {
    language: "typescript",
    code: 'filters: { errorMessages: ["ResizeObserver loop*"], releases: [], blacklistedIps: [] }',
  },
  source: "https://docs.sentry.io/concepts/data-management/filtering/",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["sentryProject"],
  judge: (resources) =>
    ofType(resources, "sentryProject").flatMap((project) => {
      const filters = valueAt(project.props, "filters");
      if (isUnknown(filters)) return [notKnown("filters", project)];
      const wide = ["errorMessages", "releases", "blacklistedIps"].filter((key) =>
        listed(valueAt(filters, key)).some((one) => /^[*\s]*$|^(0\.0\.0\.0|::)\/0$/.test(one)),
      );
      return wide.length === 0
        ? []
        : [violation(`All events are dropped by ${wide.join(" and ")}.`, project)];
    }),
};

const listed = (value: PlannedValue): string[] => (Array.isArray(value) ? value.map(String) : []);
