import { z } from "zod";
import type { Configuration } from "./schema.ts";

/**
 * JSON Schema of a `Pulumi.<stack>.yaml`, for editors: every key of `seaworthy:` with its
 * description. Keys of providers and those that Pulumi adds are allowed, and each value may be
 * encrypted.
 */
export function stackFileSchema({ all }: Configuration): object {
  const { properties = {} } = z.toJSONSchema(all, { unrepresentable: "any", io: "input" });
  const sections = Object.entries(properties).map(([name, schema]) => [
    `seaworthy:${name}`,
    { anyOf: [schema, { $ref: "#/$defs/encrypted" }] },
  ]);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A Seaworthy stack",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(sections),
        patternProperties: { "^(?!seaworthy:)": {} },
        additionalProperties: false,
      },
    },
    $defs: {
      encrypted: {
        type: "object",
        properties: { secure: { type: "string" } },
        required: ["secure"],
        additionalProperties: false,
      },
    },
  };
}
