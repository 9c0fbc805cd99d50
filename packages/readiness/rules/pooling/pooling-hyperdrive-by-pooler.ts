import { ofType } from "../../plan/resource.ts";
import { isUnknown, valueAt } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const poolingHyperdriveByPooler: Rule = {
  id: "pooling-hyperdrive-by-pooler",
  area: "pooling",
  title: "Hyperdrive connects to the pooler, not past it",
  why: "Past the pooler, each of Hyperdrive's connections is a server process of PostgreSQL that nothing shares, and no sum of pools holds.",
  fix: "Give Hyperdrive the host and port of the Pooler resource.",
  example: {
    language: "typescript",
    code: 'origin: { scheme: "postgres", host: database.pooler.host, port: database.pooler.port, database: name, user, password }',
  },
  source: "https://supabase.com/docs/guides/database/connecting-to-postgres",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["hyperdrive"],
  judge: (resources) =>
    ofType(resources, "hyperdrive").flatMap((hyperdrive) => {
      const host = valueAt(hyperdrive.props, "origin", "host");
      const port = valueAt(hyperdrive.props, "origin", "port");
      if (isUnknown(host) || isUnknown(port)) return [notKnown("origin", hyperdrive)];
      const direct = [...ofType(resources, "databaseRole"), ...ofType(resources, "migrations")].map(
        ({ props }) => props.host,
      );
      if (!direct.includes(host) && !direct.includes(`${String(host)}:${String(port)}`)) return [];
      return [
        violation("Hyperdrive connects to the database itself, where migrations do.", hyperdrive),
      ];
    }),
};
