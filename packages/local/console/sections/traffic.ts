import { formatAge } from "../format.ts";
import {
  badge,
  type Column,
  code,
  type Html,
  readingOf,
  section,
  type Tone,
  table,
} from "../html.ts";
import type { ConsoleView, DecisionView } from "../view.ts";

const tones: Readonly<Record<string, Tone>> = { block: "bad", log: "quiet", skip: "good" };

/** The requests that the zone's rules acted on, each with the rule that decided. */
export function traffic(view: ConsoleView): Html {
  const body = readingOf(view.traffic, (decisions) =>
    table("Decisions of the zone", columns(view.readAt), decisions, "No rule acted on a request."),
  );
  return section("traffic", "Traffic", "requests that a rule acted on, last 24 hours", body, true);
}

const columns = (now: string): readonly Column<DecisionView>[] => [
  { title: "Request", cell: ({ method, path }) => code(`${method} ${path}`) },
  { title: "Action", cell: ({ action }) => badge(tones[action] ?? "warn", action) },
  { title: "Rule", cell: ({ rule }) => rule },
  { title: "When", cell: ({ at }) => formatAge(at, now) },
];
