import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { pathsOf } from "../helpers/database/hyperdrive-paths.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const poolingHyperdriveWithinPool: Rule = {
  id: "pooling-hyperdrive-within-pool",
  area: "pooling",
  title: "Hyperdrive opens no more connections than the pool has",
  why: "Connections beyond the pool's size wait at the pooler, invisible to both sides, until the Worker's request times out.",
  fix: "Keep seaworthy:database.hyperdrive.connectionLimit within seaworthy:database.pooler.size.",
  example: {
    language: "yaml",
    code: "seaworthy:database:\n  pooler:\n    size: 60\n  hyperdrive:\n    connectionLimit: 60",
  },
  source: "https://developers.cloudflare.com/hyperdrive/configuration/tune-connection-pool",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["hyperdrive"],
  judge: (resources) =>
    pathsOf(resources).pooled.flatMap((hyperdrive) => {
      const limit = hyperdrive.props.originConnectionLimit;
      if (isUnknown(limit)) return [notKnown("originConnectionLimit", hyperdrive)];
      if (typeof limit !== "number")
        return [
          violation(
            "Hyperdrive's connection limit is not declared; Cloudflare's default is 60 on paid plans.",
            hyperdrive,
          ),
        ];
      return ofType(resources, "pooler").flatMap((pooler) => {
        const size = pooler.props.defaultPoolSize;
        if (isUnknown(size)) return [notKnown("defaultPoolSize", pooler)];
        return Number(size) >= limit
          ? []
          : [
              violation(
                `Hyperdrive may open ${limit} connections to a pool of ${String(size)}: the others wait.`,
                hyperdrive,
              ),
            ];
      });
    }),
};
