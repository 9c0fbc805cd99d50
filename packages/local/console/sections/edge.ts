import type { Described } from "../described.ts";
import { formatAge, shorten } from "../format.ts";
import { badge, type Column, code, type Html, html, readingOf, section, table } from "../html.ts";
import type { ConsoleView, RuleView } from "../view.ts";

type Worker = Described["cloudflare"]["workers"][number];
type Route = Described["cloudflare"]["routes"][number];

const phases: Readonly<Record<string, string>> = {
  http_request_firewall_custom: "WAF",
  http_ratelimit: "Rate limits",
  http_request_cache_settings: "Cache",
  http_response_headers_transform: "Response headers",
  http_request_firewall_managed: "Managed rules",
};

const ruleColumns: readonly Column<RuleView>[] = [
  { title: "Rule", cell: ({ ref }) => ref },
  { title: "Expression", cell: ({ expression }) => html`<code class="long">${expression}</code>` },
  {
    title: "Action",
    cell: ({ action, enabled }) => (enabled ? code(action) : badge("quiet", "disabled")),
  },
  { title: "Version", numeric: true, cell: ({ version }) => version },
];

const routeColumns: readonly Column<Route>[] = [
  { title: "Route", cell: ({ pattern }) => code(pattern) },
  { title: "Worker", cell: ({ script }) => script ?? "none" },
];

/** What the edge serves: Worker versions and their shares, routes, and active rules. */
export function edge(view: ConsoleView): Html {
  const workerColumns: readonly Column<Worker>[] = [
    { title: "Worker", cell: ({ name }) => code(name) },
    {
      title: "Serves",
      cell: (worker) =>
        worker.failure === undefined ? shares(worker) : badge("bad", worker.failure),
    },
    {
      title: "Deployed",
      cell: ({ deployments }) =>
        deployments[0] ? formatAge(deployments[0].created_on, view.readAt) : "never",
    },
  ];
  const serving = readingOf(
    view.described.cloudflare,
    ({ workers, routes }) =>
      html`<div class="pair">${table("Workers", workerColumns, workers, "No Worker is deployed.")}${table("Routes", routeColumns, routes, "No route points to a Worker.")}</div>`,
  );
  const rules = readingOf(view.rules, rulesByPhase);
  return section(
    "edge",
    "Edge",
    "rules enforced in front of workerd",
    [serving, html`<h3>Rules</h3>`, rules],
    true,
  );
}

/** A phase can be opened; its name and number of rules are always there. */
function rulesByPhase(all: readonly RuleView[]): Html {
  if (all.length === 0) return html`<p class="empty">No rules are active.</p>`;
  const parts = [...Map.groupBy(all, ({ phase }) => phase)].map(([phase, rules]) => {
    const title = phases[phase] ?? phase;
    const off = rules.filter(({ enabled }) => !enabled).length;
    const count = `${rules.length} ${rules.length === 1 ? "rule" : "rules"}${off === 0 ? "" : `, ${off} disabled`}`;
    return html`<details id="phase-${phase}"><summary>${title} <span class="note">${count}</span></summary>${table(`Rules: ${title}`, ruleColumns, rules, "")}</details>`;
  });
  return html`${parts}`;
}

function shares({ deployments }: Worker): Html {
  const versions = deployments[0]?.versions ?? [];
  if (versions.length === 0) return html`nothing`;
  return html`${versions.map(({ version_id, percentage }) => html`<span class="share"><code title="${version_id}">${shorten(version_id, 13)}</code> ${percentage} %</span>`)}`;
}
