import { ofType } from "../../plan/resource.ts";
import { isUnknown, valueAt } from "../../plan/value.ts";
import { pathsOf } from "../helpers/hyperdrive-paths.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "../rule.ts";

/** Port of the poolers in session mode; the transaction mode is at 6543. */
const sessionPort = 5432;

export const poolingHyperdrivePath: Rule = {
  id: "pooling-hyperdrive-path",
  area: "pooling",
  title: "Hyperdrive connects to the database, or to a pooler in transaction mode",
  why: "At port 5432 a pooler is in session mode: each of Hyperdrive's connections holds one of the pool's for as long as it lives, and the pool is spent at once. Both ways that vendors recommend are fine: Cloudflare's, straight to the database, and Supabase's, through the pooler in transaction mode.",
  fix: "Give Hyperdrive the pooler's host with port 6543, or the database's own host with port 5432.",
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
    pathsOf(resources).pooled.flatMap((hyperdrive): Finding[] => {
      const host = valueAt(hyperdrive.props, "origin", "host");
      const port = valueAt(hyperdrive.props, "origin", "port");
      if (isUnknown(port)) return [notKnown("origin", hyperdrive)];
      const poolers = ofType(resources, "pooler").map(({ props }) => props.host);
      const isPooler =
        isUnknown(host) || poolers.includes(host) || /\.pooler\.supabase\.com$/.test(String(host));
      return isPooler && Number(port) === sessionPort
        ? [violation("Hyperdrive is at the pooler's port of session mode, 5432.", hyperdrive)]
        : [];
    }),
};
