import { bodyFields } from "./fields/body.ts";
import { clientFields } from "./fields/client.ts";
import { cloudflareFields } from "./fields/cloudflare.ts";
import { detectionFields } from "./fields/detections.ts";
import type { FieldDefinition } from "./fields/field.ts";
import { packetFields } from "./fields/packet.ts";
import { requestFields } from "./fields/request.ts";
import { responseFields } from "./fields/response.ts";
import { tlsFields } from "./fields/tls.ts";
import { uriFields } from "./fields/uri.ts";

export type { FieldDefinition } from "./fields/field.ts";

/**
 * Every field that Cloudflare documents, with its type
 * (developers.cloudflare.com/ruleset-engine/rules-language/fields/reference).
 */
export const fields: ReadonlyMap<string, FieldDefinition> = new Map([
  ...requestFields,
  ...uriFields,
  ...bodyFields,
  ...clientFields,
  ...tlsFields,
  ...cloudflareFields,
  ...detectionFields,
  ...responseFields,
  ...packetFields,
]);
