import { type Collection, collectionCalls, fill } from "../engine/collection.ts";
import type { Calls, ResourceType } from "../engine/resource-type.ts";
import type { Values } from "../kit/values.ts";

interface MonitorType extends Required<Pick<Collection, "shape" | "values">> {
  readonly token: string;
  /** Sentry's name for this kind of detector. */
  readonly type: string;
  /** What its kind adds to a request's body. */
  readonly body: (inputs: Values) => Values;
}

/** A kind of monitor; Sentry's API calls all of them detectors. */
export function monitorType({ token, type, shape, body, values }: MonitorType): ResourceType {
  const calls = collectionCalls({
    ...{ shape, values, match: ["name"], update: "PUT" },
    path: "/0/organizations/{organization}/projects/{project}/detectors/",
    itemPath: "/0/organizations/{organization}/detectors/{id}/",
    body: (inputs, usual) => ({
      ...usual,
      ...{ type, projectId: inputs.project ?? null },
      ...body(inputs),
    }),
  });
  return {
    ...{ token, shape, naturalKey: ["organization", "project", "name"] },
    importId: "organization/project/id",
    calls: { ...calls, find: findDetector(calls, type) },
  };
}

/** Detectors are listed for the organization, filtered by project id. */
const findDetector =
  (calls: Pick<Calls, "read">, detectorType: string): Calls["find"] =>
  async (api, inputs) => {
    const project = await api.find("GET", fill("/0/projects/{organization}/{project}/", inputs));
    if (!project) return undefined;
    const detectors = await api.list(
      `${fill("/0/organizations/{organization}/detectors/", inputs)}?project=${String(project.id)}`,
    );
    const found = detectors.find(({ name, type }) => type === detectorType && name === inputs.name);
    return found && calls.read(api, String(found.id), inputs);
  };
