import { z } from "zod";
import { property } from "../helpers/checks.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const networkRestrictionsNotSet = configurable({
  id: "network_restrictions_not_set",
  aliases: ["database-network-restricted"],
  area: "database",
  title: "Only known networks can reach the database",
  why: "Everyone scans open ports, and then a leaked password is enough. A network as large as a /8 covers a whole cloud, where anyone can rent a machine.",
  fix: "Set seaworthy:database.allowedCidrs to the networks of Hyperdrive and of the machines that run migrations.",
  example: {
    language: "yaml",
    code: "seaworthy:database:\n  allowedCidrs:\n    - 173.245.48.0/20",
  },
  source: "https://supabase.com/docs/guides/platform/network-restrictions",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({
    shortestPrefix: positive(12, "Shortest allowed IPv4 prefix"),
    shortestIpv6Prefix: positive(28, "Shortest allowed IPv6 prefix"),
    mostAddresses: positive(4_194_304, "Maximum IPv4 addresses in all networks together"),
  }),
  judge: (resources, { shortestPrefix, shortestIpv6Prefix, mostAddresses }) =>
    property("supabaseSettings", "network.restrictions", (cidrs) => {
      if (!Array.isArray(cidrs) || cidrs.length === 0) return "Every address can connect.";
      const networks = cidrs.map(String);
      const wide = networks.find(
        (cidr) => prefixOf(cidr) < (cidr.includes(":") ? shortestIpv6Prefix : shortestPrefix),
      );
      if (wide !== undefined) return `${wide} lets almost everyone connect.`;
      const addresses = networks
        .filter((cidr) => !cidr.includes(":"))
        .reduce((sum, cidr) => sum + 2 ** (32 - prefixOf(cidr)), 0);
      return addresses > mostAddresses
        ? `${addresses} addresses can connect: together the networks are as large as a cloud.`
        : undefined;
    })(resources),
});

/** An address without a prefix length is a single host. */
const prefixOf = (cidr: string): number =>
  Number(cidr.split("/")[1] ?? (cidr.includes(":") ? 128 : 32));
