import { z } from "zod";
import { property } from "../helpers/checks.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const databaseNetworkRestricted = configurable({
  id: "database-network-restricted",
  area: "database",
  title: "Only known networks reach the database",
  why: "An open port is tried by everybody, and a leaked password is then all that it takes.",
  fix: "Set seaworthy:database.allowedCidrs to the networks of Hyperdrive and of whoever migrates.",
  example: {
    language: "yaml",
    code: "seaworthy:database:\n  allowedCidrs:\n    - 173.245.48.0/20",
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({
    shortestPrefix: positive(
      8,
      "Shortest prefix of an IPv4 network; of an IPv6 network it is three times as long",
    ),
  }),
  judge: (resources, { shortestPrefix }) =>
    property("supabaseSettings", "network.restrictions", (cidrs) => {
      if (!Array.isArray(cidrs) || cidrs.length === 0) return "Every address may connect.";
      const wide = cidrs
        .map(String)
        .find(
          (cidr) =>
            Number(cidr.split("/")[1] ?? 0) <
            (cidr.includes(":") ? shortestPrefix * 3 : shortestPrefix),
        );
      return wide === undefined ? undefined : `${wide} lets almost everybody connect.`;
    })(resources),
});
