import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { read } from "../helpers/checks.ts";
import { computeSizes, computeSizesAsOf } from "../helpers/database/compute-sizes.ts";
import { ofProject } from "../helpers/database/projects.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

export const poolingFitsComputeSize: Rule = {
  id: "pooling-fits-compute-size",
  area: "pooling",
  title: "max_connections fits the instance's memory",
  why: "Each connection takes memory from the cache. Beyond the recommended number the instance swaps, and every query slows down.",
  fix: "Choose a larger seaworthy:database.project.instanceSize, or lower seaworthy:database.maxConnections.",
  example: {
    language: "yaml",
    code: "seaworthy:database:\n  project:\n    instanceSize: xlarge\n  maxConnections: 200",
  },
  source: "https://supabase.com/docs/guides/platform/performance.md",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["supabaseProject"],
  judge: (resources) =>
    ofType(resources, "supabaseProject").flatMap((project) =>
      ofProject(resources, "supabaseSettings", project).flatMap((settings) => {
        const { instanceSize } = project.props;
        const most = read(settings, "database.max_connections");
        if (isUnknown(instanceSize)) return [notKnown("instanceSize", project)];
        if (isUnknown(most)) return [notKnown("database", settings)];
        const size = computeSizes[String(instanceSize ?? "nano")];
        if (size === undefined)
          return [violation(`No compute size is called ${String(instanceSize)}.`, project)];
        if (typeof most !== "number" || most <= size.maxConnections) return [];
        return [
          violation(
            `max_connections is ${most}; ${String(instanceSize ?? "nano")} supports ${size.maxConnections} (as of ${computeSizesAsOf}).`,
            settings,
          ),
        ];
      }),
    ),
};
