import { collectionCalls } from "../engine/collection.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import {
  boolean,
  computed,
  list,
  number,
  object,
  output,
  required,
  type Shape,
  string,
} from "../engine/shape.ts";

const sampling = {
  enabled: boolean(),
  headSamplingRate: number(),
  persist: boolean(),
  destinations: list(string()),
};

const shape: Shape = {
  accountId: string({ mode: "required", replaces: true, elsewhere: true }),
  name: string({ mode: "computed", autoname: true }),
  logpush: boolean(computed),
  observability: object(
    {
      enabled: boolean(),
      headSamplingRate: number(),
      logs: object({ ...sampling, invocationLogs: boolean() }),
      traces: object({ ...sampling, propagationPolicy: string() }),
    },
    computed,
  ),
  subdomain: object({ enabled: boolean(), previewsEnabled: boolean() }, computed),
  tags: list(string(), computed),
  tailConsumers: list(object({ name: string(required) }), computed),
  createdOn: string(output),
  deployedOn: string({ mode: "output", moves: true }),
  updatedOn: string({ mode: "output", moves: true }),
};

export const worker: ResourceType = {
  token: "cloudflare:index/worker:Worker",
  shape,
  naturalKey: ["accountId", "name"],
  importId: "accountId/id",
  calls: collectionCalls({
    shape,
    path: "/accounts/{accountId}/workers/workers",
    match: ["name"],
    update: "PUT",
  }),
};
