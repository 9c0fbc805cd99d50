import { formatBytes } from "../format.ts";
import { badge, type Column, code, type Html, html, section, table } from "../html.ts";
import type { ConsoleView, ServiceView } from "../view.ts";

const columns: readonly Column<ServiceView>[] = [
  { title: "Service", cell: ({ name }) => code(name) },
  { title: "PID", numeric: true, cell: ({ pid }) => pid },
  { title: "Memory", numeric: true, cell: ({ memoryBytes }) => formatBytes(memoryBytes) },
  {
    title: "Restarts",
    numeric: true,
    cell: ({ restarts }) => (restarts === 0 ? "0" : badge("warn", String(restarts))),
  },
];

/** The supervised servers, and what uses which port. */
export function services(view: ConsoleView): Html {
  const ports = view.ports.map(
    ({ name, port }) => html`<li><code>${name}</code><b>${port}</b></li>`,
  );
  return section("services", "Services", "supervised, unprivileged", [
    table(
      "Supervised servers",
      columns,
      view.services,
      "No servers are running: nothing is provisioned yet.",
    ),
    html`<details id="ports"><summary>${view.ports.length} ports</summary><ul class="ports">${ports}</ul></details>`,
  ]);
}
