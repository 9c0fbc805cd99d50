import { collectionCalls } from "../engine/collection.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import { boolean, camelCased, output, type Shape, string } from "../engine/shape.ts";
import type { Values } from "../kit/values.ts";

const shape: Shape = camelCased({
  organization: string({ mode: "required", elsewhere: true }),
  name: string({ mode: "computed", autoname: true }),
  slug: string({ mode: "computed" }),
  internalId: string({ mode: "output", wire: "id" }),
  hasAccess: boolean(output),
  isMember: boolean(output),
  isPending: boolean(output),
});

const calls = collectionCalls({
  shape,
  path: "/0/organizations/{organization}/teams/",
  itemPath: "/0/teams/{organization}/{id}/",
  id: "slug",
  match: ["slug"],
  update: "PUT",
});

/** A team; its id is its slug. */
export const team: ResourceType = {
  token: "sentry:index/team:Team",
  shape,
  naturalKey: ["organization", "slug", "name"],
  importId: "organization/id",
  calls: {
    ...calls,
    find: (api, inputs) => calls.find(api, { ...inputs, slug: inputs.slug ?? slugOf(inputs) }),
  },
};

/** How Sentry derives a slug from a name. */
function slugOf({ name }: Values): string {
  return String(name)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}
