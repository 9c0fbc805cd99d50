import { z } from "zod";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { read } from "../helpers/checks.ts";
import { pathsOf } from "../helpers/database/hyperdrive-paths.ts";
import { loginsOf } from "../helpers/database/logins.ts";
import { ofProject } from "../helpers/database/projects.ts";
import { configurable, everywhere, type Finding, notKnown, violation } from "../rule.ts";

export const poolingFitsMaxConnections = configurable({
  id: "pooling-fits-max-connections",
  area: "pooling",
  title: "All pools together fit max_connections",
  why: "If a pool may open more connections than PostgreSQL has left, everyone gets `too many clients already` under load, including migrations and Supabase's own services.",
  fix: "Lower seaworthy:database.pooler.size or raise seaworthy:database.maxConnections (a larger instance).",
  example: {
    language: "yaml",
    code: "seaworthy:database:\n  maxConnections: 200\n  pooler:\n    size: 60",
  },
  source: "https://supabase.com/docs/guides/database/connecting-to-postgres/pooling-and-limits.md",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["supabaseSettings"],
  configuration: z.object({
    superusers: z
      .int()
      .min(0)
      .default(3)
      .describe("superuser_reserved_connections; 3 is PostgreSQL's default"),
    auth: z.int().min(0).default(10).describe("GoTrue's pool"),
    restApi: z.int().min(0).default(10).describe("PostgREST's db-pool"),
    direct: z.int().min(0).default(5).describe("Migrations and people, bypassing the pooler"),
  }),
  judge: (resources, reserved) => {
    const others = Object.values(reserved).reduce((sum, count) => sum + count, 0);
    return ofType(resources, "supabaseSettings").flatMap((settings) =>
      ofProject(resources, "pooler", settings).flatMap((pooler) => {
        const { pooled, direct } = pathsOf(resources);
        const unseen = direct.find(({ props }) => isUnknown(props.originConnectionLimit));
        if (unseen !== undefined) return [notKnown("originConnectionLimit", unseen)];
        const past = direct.reduce(
          (sum, { props }) => sum + Number(props.originConnectionLimit ?? 60),
          0,
        );
        return judgeSum(settings, pooler, loginsOf(pooled), others + past);
      }),
    );
  },
});

function judgeSum(
  settings: PlannedResource,
  pooler: PlannedResource,
  pools: number,
  others: number,
): Finding[] {
  const most = read(settings, "database.max_connections");
  const size = pooler.props.defaultPoolSize;
  if (isUnknown(most)) return [notKnown("database", settings)];
  if (isUnknown(size)) return [notKnown("defaultPoolSize", pooler)];
  if (typeof most !== "number")
    return [
      violation("max_connections is not declared, so whether the pool fits is unknown.", settings),
    ];
  if (typeof size !== "number") return [violation("The pool's size is not declared.", pooler)];
  const needed = size * pools + others;
  const sum = `${size} connections × ${pools} ${pools === 1 ? "login" : "logins"} + ${others} others = ${needed}`;
  return needed <= most ? [] : [violation(`${sum}, but max_connections is ${most}.`, pooler)];
}
