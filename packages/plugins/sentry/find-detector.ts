import { fill } from "../engine/collection.ts";
import type { Calls } from "../engine/resource-type.ts";

/** Detectors are listed for the organization, filtered by project id. */
export const findDetector =
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
