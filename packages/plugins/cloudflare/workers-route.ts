import { collectionCalls } from "../engine/collection.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import { required, type Shape, string } from "../engine/shape.ts";

const shape: Shape = {
  zoneId: string({ mode: "required", replaces: true, elsewhere: true }),
  pattern: string(required),
  script: string(),
};

export const workersRoute: ResourceType = {
  token: "cloudflare:index/workersRoute:WorkersRoute",
  shape,
  naturalKey: ["zoneId", "pattern"],
  importId: "zoneId/id",
  calls: collectionCalls({
    shape,
    path: "/zones/{zoneId}/workers/routes",
    match: ["pattern"],
    update: "PUT",
  }),
};
