import { binding } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const workerDatabaseByHyperdrive: Rule = {
  id: "worker-database-by-hyperdrive",
  area: "worker",
  title: "The Worker reaches PostgreSQL through Hyperdrive",
  why: "A Worker that connects directly does so for each request: three round trips before the first query, and a server connection for each isolate.",
  fix: "Bind HYPERDRIVE to a HyperdriveConfig.",
  example: {
    language: "typescript",
    code: '{ name: "HYPERDRIVE", type: "hyperdrive", id: hyperdrive.id }',
  },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["workerVersion"],
  applies: ({ app }) => app !== undefined,
  judge: binding("HYPERDRIVE", (bound) =>
    bound?.type === "hyperdrive" ? undefined : "The database is not bound through Hyperdrive.",
  ),
};
