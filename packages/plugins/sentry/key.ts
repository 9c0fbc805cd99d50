import { collectionCalls } from "../engine/collection.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import { camelCased, map, number, output, type Shape, string } from "../engine/shape.ts";
import { isValues } from "../kit/values.ts";

const shape: Shape = camelCased({
  organization: string({ mode: "required", elsewhere: true }),
  project: string({ mode: "required", elsewhere: true }),
  name: string({ mode: "computed", autoname: true }),
  rateLimitCount: number({ mode: "computed", elsewhere: true }),
  rateLimitWindow: number({ mode: "computed", elsewhere: true }),
  projectId: string(output),
  public: string(output),
  secret: string({ mode: "output", secret: true }),
  dsn: map(string(), { mode: "output", secret: true }),
  dsnPublic: string(output),
  dsnSecret: string({ mode: "output", secret: true }),
  dsnCsp: string(output),
});

/** A DSN. Its rate limit is two numbers here and one object at Sentry. */
export const key: ResourceType = {
  token: "sentry:index/key:Key",
  shape,
  naturalKey: ["organization", "project", "name"],
  importId: "organization/project/id",
  calls: collectionCalls({
    shape,
    path: "/0/projects/{organization}/{project}/keys/",
    itemPath: "/0/projects/{organization}/{project}/keys/{id}/",
    match: ["name"],
    update: "PUT",
    body: ({ rateLimitCount, rateLimitWindow }, body) => {
      const limited = rateLimitCount !== undefined && rateLimitWindow !== undefined;
      return {
        ...body,
        rateLimit: limited ? { count: rateLimitCount, window: rateLimitWindow } : null,
      };
    },
    values: ({ rateLimit, dsn, projectId }) => {
      const limit = isValues(rateLimit) ? rateLimit : {};
      const urls = isValues(dsn) ? dsn : {};
      return {
        projectId: String(projectId),
        rateLimitCount: limit.count ?? 0,
        rateLimitWindow: limit.window ?? 0,
        dsnPublic: urls.public ?? null,
        dsnSecret: urls.secret ?? null,
        dsnCsp: urls.csp ?? null,
      };
    },
  }),
};
