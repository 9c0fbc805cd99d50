import { resourceText, waiverText } from "@seaworthy/readiness/reports/words";
import { badge, code, type Html, html, section, table } from "../html.ts";
import type { StackReport } from "../stack-report.ts";
import { toneOf } from "./policies.ts";

export function experimentsSection({ results, report }: StackReport): Html {
  return section(
    "experiments",
    "Experiments on the running stack",
    table(
      "Experiments",
      [
        {
          title: "Experiment",
          cell: ({ experiment, title }) => html`${code(experiment)}<small>${title}</small>`,
        },
        { title: "Outcome", cell: ({ outcome }) => badge(toneOf(outcome), outcome) },
        { title: "Looked at", numeric: true, cell: ({ observations }) => observations.length },
        { title: "Took", numeric: true, cell: ({ seconds }) => `${seconds} s` },
        { title: "When", cell: ({ at }) => at.slice(0, 16).replace("T", " ") },
      ],
      results,
      `None yet. Type: npx seaworthy verify ${report.stack}`,
    ),
  );
}

export function waiversSection({ report }: StackReport): Html {
  return section(
    "waivers",
    "Waivers",
    table(
      "Waivers",
      [
        { title: "Policy", cell: ({ rule }) => code(rule.id) },
        { title: "For", cell: (finding) => resourceText(finding) },
        { title: "Why", cell: ({ waiver }) => waiverText(waiver) },
        { title: "Days left", numeric: true, cell: ({ daysLeft }) => daysLeft },
      ],
      report.waived,
      "None.",
    ),
  );
}

export function budgetSection({ budget }: StackReport): Html {
  const { capacity, cost } = budget;
  return section("capacity", "Capacity and cost", [
    table(
      "Declared limits",
      [
        { title: "Limit of", cell: ({ what }) => what },
        { title: "Declared", numeric: true, cell: ({ limit }) => limit },
        { title: "Resource", cell: ({ resource }) => code(resource) },
      ],
      capacity,
      "No limit is declared.",
    ),
    html`<h3>At most $${cost.dollars} a month, by list prices and budgets</h3>`,
    table(
      "Cost",
      [
        { title: "What", cell: ({ what }) => what },
        { title: "Dollars a month", numeric: true, cell: ({ dollars }) => dollars },
      ],
      cost.lines,
      "Nothing has a price.",
    ),
  ]);
}

export function secretsSection({ secrets }: StackReport): Html {
  return section(
    "rotation",
    "Rotation",
    table(
      "Secrets",
      [
        { title: "Secret", cell: ({ name }) => code(name) },
        { title: "Owner", cell: ({ owner }) => owner },
        { title: "Age", numeric: true, cell: ({ ageDays }) => `${ageDays} days` },
        { title: "Due every", numeric: true, cell: ({ everyDays }) => `${everyDays} days` },
        {
          title: "State",
          cell: ({ phase, ageDays, everyDays }) =>
            phase !== "steady"
              ? badge("warn", `rotation ${phase}`)
              : ageDays > everyDays
                ? badge("bad", "due")
                : badge("good", "in time"),
        },
      ],
      secrets,
      "The stack has no secrets of its own.",
    ),
  );
}
