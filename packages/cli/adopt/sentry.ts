import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import { kebab, type LiveObject } from "./live-object.ts";

const id = z.coerce.string();
const projectSchema = z.object({ id, teams: z.array(z.object({ slug: z.string() })) });
const keys = z.array(z.object({ id: z.string(), name: z.string() }));
const filters = z.array(
  z.object({ id: z.string(), active: z.union([z.boolean(), z.array(z.string())]) }),
);
const detectors = z.array(z.object({ id, name: z.string(), type: z.string() }));
const workflows = z.array(z.object({ id, name: z.string(), detectorIds: z.array(id).default([]) }));

/** A project with its teams, client keys, filters, monitors and alerts. */
export async function sentryObjects(
  client: VendorClient,
  organization: string,
  project: string,
): Promise<LiveObject[]> {
  const at = `${encodeURIComponent(organization)}/${encodeURIComponent(project)}`;
  const read = async <T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> =>
    schema.parse((await client.request("GET", path)).body);
  const found = await read(`/0/projects/${at}/`, projectSchema);
  const monitors = await read(
    `/0/organizations/${encodeURIComponent(organization)}/detectors/?project=${found.id}`,
    detectors,
  );
  const own = new Set(monitors.map((monitor) => monitor.id));
  const alerts = await read(
    `/0/organizations/${encodeURIComponent(organization)}/workflows/`,
    workflows,
  );
  const object = (type: string, name: string, importId: string): LiveObject => ({
    ...{ type: `sentry:index/${type[0]?.toLowerCase()}${type.slice(1)}:${type}` },
    ...{ name, importId },
  });
  return [
    ...found.teams.map(({ slug }) =>
      object("Team", kebab("team", slug), `${organization}/${slug}`),
    ),
    object("Project", kebab(project), `${organization}/${project}`),
    ...(await read(`/0/projects/${at}/keys/`, keys)).map((key) =>
      object("Key", kebab("key", key.name), `${organization}/${project}/${key.id}`),
    ),
    ...(await read(`/0/projects/${at}/filters/`, filters))
      .filter(({ active }) => (Array.isArray(active) ? active.length > 0 : active))
      .map((filter) =>
        object(
          "ProjectInboundDataFilter",
          kebab("filter", filter.id),
          `${organization}/${project}/${filter.id}`,
        ),
      ),
    object("ProjectSpikeProtection", "spike-protection", `${organization}/${project}`),
    ...monitors
      .filter(({ type }) => type === "metric_issue")
      .map((one) =>
        object("MetricMonitor", kebab(one.name), `${organization}/${project}/${one.id}`),
      ),
    ...alerts
      .filter(({ detectorIds }) => detectorIds.some((one) => own.has(one)))
      .map((one) => object("Alert", kebab(one.name), `${organization}/${one.id}`)),
  ];
}
