import { type Api, orGone } from "../engine/api.ts";
import { fill } from "../engine/collection.ts";
import type { Remote, ResourceType } from "../engine/resource-type.ts";
import { boolean, list, required, type Shape, string } from "../engine/shape.ts";
import { isList, type Values } from "../kit/values.ts";

const shape: Shape = {
  organization: string(required),
  project: string(required),
  filterId: string({ mode: "required", replaces: true }),
  active: boolean(),
  subfilters: list(string()),
};

const path = "/0/projects/{organization}/{project}/filters/";

async function read(api: Api, known: Values): Promise<Remote | undefined> {
  const filters = await orGone(api.list(fill(path, known)));
  const filter = filters?.find(({ id }) => id === known.filterId);
  if (!filter) return undefined;
  const state = isList(filter.active)
    ? { subfilters: filter.active }
    : { active: filter.active ?? null };
  const { organization, project, filterId } = known;
  return {
    id: `${organization}/${project}/${filterId}`,
    values: {
      organization: organization ?? null,
      project: project ?? null,
      filterId: filterId ?? null,
      ...state,
    },
  };
}

async function set(api: Api, inputs: Values): Promise<Remote> {
  const { active, subfilters } = inputs;
  await api.call(
    "PUT",
    fill(`${path}{filterId}/`, inputs),
    subfilters === undefined ? { active: active ?? false } : { subfilters },
  );
  const live = await read(api, inputs);
  return live ?? { id: "", values: inputs };
}

/** A filter always exists: creating sets it, deleting turns it off. */
export const projectInboundDataFilter: ResourceType = {
  token: "sentry:index/projectInboundDataFilter:ProjectInboundDataFilter",
  shape,
  naturalKey: ["organization", "project", "filterId"],
  importId: "organization/project/filterId",
  calls: {
    find: async () => undefined,
    create: set,
    read: (api, _id, known) => read(api, known),
    update: (api, _id, inputs) => set(api, inputs),
    delete: async (api, _id, known) =>
      void (await orGone(api.call("PUT", fill(`${path}{filterId}/`, known), { active: false }))),
  },
};
