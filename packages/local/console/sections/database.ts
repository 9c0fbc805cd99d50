import type { Described } from "../described.ts";
import { badge, type Html, html, readingOf, section } from "../html.ts";
import type { ConsoleView, PoolerView, Reading } from "../view.ts";

type Project = Described["supabase"]["projects"][number];

/** Each project's PostgreSQL, and PgBouncer's current figures. */
export function database(view: ConsoleView): Html {
  const body = readingOf(view.described.supabase, ({ projects }) =>
    projects.length === 0
      ? html`<p class="empty">No Supabase project is provisioned.</p>`
      : html`${projects.map((project) => projectPart(project, view.poolers.get(project.ref)))}`,
  );
  return section("database", "Database", "PostgreSQL behind PgBouncer, queried live", body);
}

function projectPart(project: Project, pooler: Reading<PoolerView> | undefined): Html {
  const healthy = project.status === "ACTIVE_HEALTHY";
  return html`<h3>${project.name} <code>${project.ref}</code> ${badge(healthy ? "good" : "warn", project.status)}</h3>${readingOf(pooler, facts)}`;
}

function facts(pooler: PoolerView): Html {
  const all: readonly (readonly [string, string | number, string])[] = [
    ["Pool mode", pooler.mode, ""],
    ["Pool size", pooler.poolSize, "per login"],
    ["Client limit", pooler.maxClients, "connections"],
    [
      "Clients",
      pooler.clientsActive,
      pooler.clientsWaiting === 0 ? "none waits" : `${pooler.clientsWaiting} waiting`,
    ],
    [
      "Servers",
      pooler.serversActive + pooler.serversIdle,
      `${pooler.serversActive} busy, ${pooler.serversIdle} idle`,
    ],
  ];
  return html`<dl class="facts">${all.map(([name, value, note]) => html`<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>`)}</dl>`;
}
