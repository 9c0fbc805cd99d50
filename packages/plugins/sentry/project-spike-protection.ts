import { type Api, orGone } from "../engine/api.ts";
import { fill } from "../engine/collection.ts";
import type { Remote, ResourceType } from "../engine/resource-type.ts";
import { boolean, required, type Shape, string } from "../engine/shape.ts";
import { isValues, type Values } from "../kit/values.ts";

const shape: Shape = {
  organization: string(required),
  project: string(required),
  enabled: boolean(required),
};

const path = "/0/organizations/{organization}/spike-protections/";

function remote({ organization, project }: Values, enabled: boolean): Remote {
  return {
    id: `${organization}/${project}`,
    values: { organization: organization ?? null, project: project ?? null, enabled },
  };
}

async function set(api: Api, inputs: Values): Promise<Remote> {
  const enabled = inputs.enabled === true;
  await api.call(enabled ? "POST" : "DELETE", fill(path, inputs), {
    projects: [inputs.project ?? null],
  });
  return remote(inputs, enabled);
}

/** Every project has it, on or off; deleting the resource turns it off. */
export const projectSpikeProtection: ResourceType = {
  token: "sentry:index/projectSpikeProtection:ProjectSpikeProtection",
  shape,
  naturalKey: ["organization", "project"],
  importId: "organization/project",
  calls: {
    find: async () => undefined,
    create: set,
    read: async (api, _id, known) => {
      const project = await api.find("GET", fill("/0/projects/{organization}/{project}/", known));
      if (!project) return undefined;
      // Sentry only returns it as this option of the project.
      const options = isValues(project.options) ? project.options : {};
      return remote(known, options["quotas:spike-protection-disabled"] !== true);
    },
    update: (api, _id, inputs) => set(api, inputs),
    delete: async (api, _id, known) => void (await orGone(set(api, { ...known, enabled: false }))),
  },
};
