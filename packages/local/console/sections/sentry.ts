import type { Described } from "../described.ts";
import { formatAge, shorten } from "../format.ts";
import {
  badge,
  type Column,
  code,
  type Html,
  html,
  readingOf,
  section,
  type Tone,
  table,
} from "../html.ts";
import type { ConsoleView } from "../view.ts";

type Sentry = Described["sentry"];

const tones: Readonly<Record<string, Tone>> = { fatal: "bad", error: "bad", warning: "warn" };
const level = (name: string) => badge(tones[name] ?? "quiet", name);
const orDash = (text: string | null | undefined) => (text ? code(shorten(text, 13)) : "–");

/** Projects with the outcome of their events, issues, the latest events, and alerts that fired. */
export function sentry(view: ConsoleView): Html {
  const body = readingOf(
    view.described.sentry,
    (value) => html`
    <div class="pair">${table("Projects", projectColumns, value.projects, "No Sentry project is provisioned.")}${monitors(value)}</div>
    <h3>Issues</h3>${table("Issues", issueColumns(view.readAt), value.issues, "No issues.")}
    <h3>Latest events</h3>${table("Latest events", eventColumns(view.readAt), value.latestEvents, "No events yet.")}
    <h3>Fired alerts</h3>${table("Fired alerts", alertColumns(view.readAt), value.firedAlerts, "No alerts yet. Fired alerts are stored here; nothing leaves this machine.")}`,
  );
  return section("sentry", "Errors", "Sentry ingest", body, true);
}

const outcome = (name: string) => (project: Sentry["projects"][number]) => {
  const count = project.outcomes[name] ?? 0;
  return count > 0 && name !== "accepted" ? badge("warn", String(count)) : String(count);
};

const projectColumns: readonly Column<Sentry["projects"][number]>[] = [
  { title: "Project", cell: ({ slug }) => code(slug) },
  { title: "Key limit", cell: ({ rateLimits }) => limitsOf(rateLimits) },
  { title: "Accepted", numeric: true, cell: outcome("accepted") },
  { title: "Rate limited", numeric: true, cell: outcome("rate_limited") },
  { title: "Filtered", numeric: true, cell: outcome("filtered") },
  { title: "Invalid", numeric: true, cell: outcome("invalid") },
];

function limitsOf(keys: Sentry["projects"][number]["rateLimits"]): string {
  const limits = keys
    .filter(({ isActive }) => isActive)
    .flatMap(({ rateLimit }) => (rateLimit ? `${rateLimit.count} in ${rateLimit.window} s` : []));
  return limits.join(", ") || "none";
}

function monitors({ monitors: all }: Sentry): Html {
  const columns: readonly Column<Sentry["monitors"][number]>[] = [
    { title: "Monitor", cell: ({ name }) => name },
    {
      title: "State",
      cell: ({ enabled, priority }) =>
        !enabled
          ? badge("quiet", "disabled")
          : priority === 0
            ? badge("good", "fine")
            : badge(priority >= 75 ? "bad" : "warn", priority >= 75 ? "high" : "low"),
    },
  ];
  return table("Metric monitors", columns, all, "No metric monitor is declared.");
}

const issueColumns = (now: string): readonly Column<Sentry["issues"][number]>[] => [
  { title: "Issue", cell: ({ shortId }) => code(shortId) },
  { title: "Level", cell: (issue) => level(issue.level) },
  {
    title: "Title",
    cell: ({ title, culprit }) => html`${title}${culprit ? html` <small>${culprit}</small>` : ""}`,
  },
  { title: "Status", cell: ({ status }) => status },
  { title: "Events", numeric: true, cell: ({ count }) => count },
  { title: "Last seen", cell: ({ lastSeen }) => formatAge(lastSeen, now) },
];

const eventColumns = (now: string): readonly Column<Sentry["latestEvents"][number]>[] => [
  { title: "Event", cell: ({ id }) => code(shorten(id)) },
  { title: "Level", cell: (event) => level(event.level) },
  { title: "Title", cell: ({ title }) => title },
  { title: "Release", cell: ({ release }) => orDash(release) },
  { title: "Environment", cell: ({ environment }) => environment ?? "–" },
  { title: "Request id", cell: ({ requestId }) => orDash(requestId) },
  { title: "Received", cell: ({ received }) => formatAge(received, now) },
];

const alertColumns = (now: string): readonly Column<Sentry["firedAlerts"][number]>[] => [
  { title: "Alert", cell: ({ workflow }) => workflow.name },
  { title: "Because", cell: ({ trigger }) => trigger.replaceAll("_", " ") },
  { title: "Issue", cell: ({ issue }) => html`<code>${issue.shortId}</code> ${issue.title}` },
  {
    title: "Would notify",
    cell: ({ actions }) =>
      actions.map(({ type, target }) => `${type} → ${target || "–"}`).join(", "),
  },
  { title: "Fired", cell: ({ dateFired }) => formatAge(dateFired, now) },
];
