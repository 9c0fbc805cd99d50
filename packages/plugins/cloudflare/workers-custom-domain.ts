import { collectionCalls } from "../engine/collection.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import { output, required, type Shape, string } from "../engine/shape.ts";

const shape: Shape = {
  accountId: string({ mode: "required", replaces: true, elsewhere: true }),
  hostname: string({ mode: "required", replaces: true }),
  service: string(required),
  zoneId: string({ mode: "computed", replaces: true }),
  zoneName: string({ mode: "computed", replaces: true }),
  environment: string({ mode: "computed", replaces: true }),
  certId: string(output),
};

const calls = collectionCalls({
  shape,
  path: "/accounts/{accountId}/workers/domains",
  match: ["hostname"],
  create: "PUT",
});

/** A whole host name of the zone, with its DNS record and certificate, served by a Worker. */
export const workersCustomDomain: ResourceType = {
  token: "cloudflare:index/workersCustomDomain:WorkersCustomDomain",
  shape,
  naturalKey: ["accountId", "hostname"],
  importId: "accountId/id",
  // The same call moves the host name to another Worker.
  calls: { ...calls, update: (api, _, inputs) => calls.create(api, inputs) },
};
