import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { computeSizes } from "../helpers/database/compute-sizes.ts";
import { pathsOf } from "../helpers/database/hyperdrive-paths.ts";
import { ofProject } from "../helpers/database/projects.ts";
import { configurable, inProduction, notKnown, positive, violation } from "../rule.ts";

export const poolingClientsFit = configurable({
  id: "pooling-clients-fit",
  area: "pooling",
  title: "The pooler accepts as many clients as may connect at once",
  why: "The pooler rejects clients beyond its limit, exactly when traffic peaks.",
  fix: "Choose a larger seaworthy:database.project.instanceSize, or lower seaworthy:database.hyperdrive.connectionLimit.",
  example: { language: "yaml", code: "seaworthy:database:\n  project:\n    instanceSize: xlarge" },
  source: "https://supabase.com/docs/guides/database/connecting-to-postgres/pooling-and-limits.md",
  severity: inProduction,
  rank: "medium",
  scope: "stack",
  subjects: ["pooler"],
  configuration: z.object({
    direct: positive(20, "Clients besides Hyperdrive, such as people, migrations and jobs"),
  }),
  judge: (resources, { direct }) => {
    const limits = pathsOf(resources).pooled.map(({ props }) => props.originConnectionLimit);
    const wanted =
      direct +
      limits.reduce<number>((sum, limit) => sum + (typeof limit === "number" ? limit : 0), 0);
    return ofType(resources, "pooler").flatMap((pooler) => {
      const declared = pooler.props.maxClientConn;
      const size = ofProject(resources, "supabaseProject", pooler)[0]?.props.instanceSize;
      const most =
        typeof declared === "number"
          ? declared
          : computeSizes[String(size ?? "nano")]?.poolerClients;
      if (most === undefined || limits.some(isUnknown)) return [notKnown("maxClientConn", pooler)];
      return wanted <= most
        ? []
        : [
            violation(
              `Up to ${wanted} clients may connect, but the pooler accepts ${most}.`,
              pooler,
            ),
          ];
    });
  },
});
