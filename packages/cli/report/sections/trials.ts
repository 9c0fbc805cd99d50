import { badge, code, type Html, html, section, table } from "../html.ts";
import type { StackReport } from "../stack-report.ts";

const minute = (at: string): string => at.slice(0, 16).replace("T", " ");

/** What the last `seaworthy drift` found. */
export function driftSection({ drift, report }: StackReport): Html {
  if (drift === undefined)
    return section(
      "drift",
      "Drift",
      html`<p class="empty">Not compared yet. Type: npx seaworthy drift ${report.stack}</p>`,
    );
  const rows = [
    ...drift.drifts.map(({ kind, name, path, since }) => ({
      ...{ kind, what: [name, path].filter(Boolean).join(" "), note: since ?? "" },
    })),
    ...drift.unread.map(({ name, reason }) => ({ kind: "not read", what: name, note: reason })),
  ];
  return section("drift", "Drift", [
    html`<p class="empty">${minute(drift.at)}: ${drift.compared} resources compared, ${drift.drifts.length} drifted, ${drift.unread.length} not read</p>`,
    table(
      "Drifted resources",
      [
        { title: "Kind", cell: ({ kind }) => badge(kind === "not read" ? "warn" : "bad", kind) },
        { title: "Where", cell: ({ what }) => code(what) },
        { title: "Since, or why", cell: ({ note }) => note },
      ],
      rows,
      "Everything is as declared.",
    ),
  ]);
}

/** What the last `seaworthy faults local` showed. */
export function faultsSection({ faults }: StackReport): Html {
  const rows = Object.entries(faults).map(([name, result]) => {
    const sum = (of: (one: (typeof result.outcomes)[number]) => number) =>
      result.outcomes.reduce((total, one) => total + of(one), 0);
    return {
      ...{ name, broken: result.broken, at: result.takenAt },
      failed: sum(({ errors }) => errors),
      lost: sum(({ lost }) => lost),
      seconds: Math.max(0, ...result.outcomes.map(({ recoverySeconds }) => recoverySeconds)),
    };
  });
  return section(
    "faults",
    "Faults, on a temporary local cloud",
    table(
      "Results by fault",
      [
        {
          title: "Fault",
          cell: ({ name, broken }) => html`${code(name)}<small>${broken.join("; ")}</small>`,
        },
        {
          title: "Promise",
          cell: ({ broken }) =>
            broken.length === 0 ? badge("good", "kept") : badge("bad", "broken"),
        },
        { title: "Failed calls", numeric: true, cell: ({ failed }) => failed },
        { title: "Lost writes", numeric: true, cell: ({ lost }) => lost },
        { title: "Back after", numeric: true, cell: ({ seconds }) => `${seconds} s` },
        { title: "When", cell: ({ at }) => minute(at) },
      ],
      rows,
      "None yet. Type: npx seaworthy faults local",
    ),
  );
}
