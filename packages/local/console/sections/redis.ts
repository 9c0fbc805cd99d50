import type { Described } from "../described.ts";
import { badge, type Column, code, type Html, readingOf, section, table } from "../html.ts";
import type { ConsoleView } from "../view.ts";

type Database = Described["upstash"]["databases"][number];

const columns: readonly Column<Database>[] = [
  { title: "Database", cell: ({ name }) => code(name) },
  {
    title: "State",
    cell: ({ state }) => badge(state === "active" ? "good" : "warn", state ?? "unknown"),
  },
  { title: "Eviction", cell: ({ eviction }) => (eviction ? "on" : "off") },
  { title: "Region", cell: ({ region }) => region ?? "–" },
  { title: "Plan", cell: ({ plan }) => plan ?? "–" },
  { title: "ACL users", cell: ({ users }) => users.join(", ") || "–" },
  { title: "Port", numeric: true, cell: ({ port }) => port },
];

export function redis(view: ConsoleView): Html {
  const body = readingOf(view.described.upstash, ({ databases }) =>
    table("Redis databases", columns, databases, "No Upstash database is provisioned."),
  );
  return section("redis", "Redis", "one server per database", body);
}
