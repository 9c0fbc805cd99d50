import { formatBytes, formatDuration } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { ConsoleView } from "../view.ts";

/** The most important numbers. */
export function summary(view: ConsoleView): Html {
  const memory = view.services.reduce(
    (total, service) => total + (service.memoryBytes ?? 0),
    view.cloudMemoryBytes,
  );
  const restarts = view.services.reduce((total, service) => total + service.restarts, 0);
  const tiles: readonly (readonly [string, string, string])[] = [
    [
      "Services",
      String(view.services.length),
      restarts === 0 ? "none restarted" : `${restarts} restarts`,
    ],
    [
      "Memory",
      formatBytes(memory),
      `of it ${formatBytes(view.cloudMemoryBytes)} the cloud and workerd`,
    ],
    ["Up", formatDuration(view.uptimeSeconds), "this process"],
    ...errorTiles(view),
  ];
  return html`<dl class="tiles">${tiles.map(([name, value, note]) => html`<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>`)}</dl>`;
}

function errorTiles({
  described: { sentry },
}: ConsoleView): readonly (readonly [string, string, string])[] {
  if (!sentry || "problem" in sentry) return [];
  const { projects, issues, firedAlerts } = sentry.value;
  const sum = (name: string) =>
    projects.reduce((total, project) => total + (project.outcomes[name] ?? 0), 0);
  const open = issues.filter(({ status }) => status === "unresolved").length;
  return [
    [
      "Errors taken",
      String(sum("accepted")),
      `${sum("rate_limited")} rate limited, ${sum("filtered")} filtered`,
    ],
    [
      "Open issues",
      open >= 10 ? "10+" : String(open),
      firedAlerts.length === 0
        ? "no alert fired"
        : `${firedAlerts.length >= 10 ? "10+" : firedAlerts.length} alerts fired`,
    ],
  ];
}
