import { z } from "zod";
import { sorted, withoutProse } from "./prose.ts";

const schemaSchema = z.object({
  types: z.record(z.string(), z.unknown()).default({}),
  resources: z.record(
    z.string(),
    z.object({
      inputProperties: z.record(z.string(), z.unknown()).default({}),
      properties: z.record(z.string(), z.unknown()).default({}),
      requiredInputs: z.array(z.string()).default([]),
    }),
  ),
});

/** The facts in a provider's Pulumi schema about the built-in plugin's resource types. */
export function pluginFacts(schema: unknown, tokens: readonly string[]) {
  const { types, resources } = schemaSchema.parse(schema);
  const used = Object.fromEntries(tokens.map((token) => [token, withoutProse(resources[token])]));
  const kept: Record<string, unknown> = {};
  const keep = (node: unknown): void => {
    for (const [, name = ""] of JSON.stringify(node).matchAll(/"#\/types\/([^"]+)"/g)) {
      if (name in kept) continue;
      kept[name] = withoutProse(types[name]);
      keep(kept[name] ?? {});
    }
  };
  keep(used);
  return { resources: sorted(used), types: sorted(kept) };
}
