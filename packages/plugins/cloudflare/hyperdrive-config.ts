import { collectionCalls } from "../engine/collection.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import { boolean, number, object, output, required, type Shape, string } from "../engine/shape.ts";

const shape: Shape = {
  accountId: string({ mode: "required", replaces: true, elsewhere: true }),
  name: string({ mode: "computed", autoname: true }),
  origin: object(
    {
      scheme: string(required),
      host: string(),
      port: number(),
      database: string(required),
      user: string(required),
      password: string({ mode: "required", secret: true, writeOnly: true }),
    },
    required,
  ),
  originConnectionLimit: number(),
  caching: object({ disabled: boolean(), maxAge: number(), staleWhileRevalidate: number() }),
  mtls: object({ caCertificateId: string(), mtlsCertificateId: string(), sslmode: string() }),
  createdOn: string(output),
  modifiedOn: string({ mode: "output", moves: true }),
};

export const hyperdriveConfig: ResourceType = {
  token: "cloudflare:index/hyperdriveConfig:HyperdriveConfig",
  shape,
  naturalKey: ["accountId", "name"],
  importId: "accountId/id",
  calls: collectionCalls({
    shape,
    path: "/accounts/{accountId}/hyperdrive/configs",
    match: ["name"],
    update: "PUT",
  }),
};
