import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cloudflareTable } from "./cloudflare/table.ts";
import type { ProviderTable } from "./engine/provider.ts";
import { isInput, type Property, type Shape } from "./engine/shape.ts";
import { sentryTable } from "./sentry/table.ts";
import { supabaseTable } from "./supabase/table.ts";

// Every resource type and property of the built-in plugins exists in the real providers' schemas,
// with the same type and secrecy. `node dev/vendor-facts/main.ts` writes the data compared against.

const facts = join(import.meta.dirname, "testing/facts");

interface SchemaProperty {
  readonly type?: string;
  readonly $ref?: string;
  readonly secret?: boolean;
  readonly items?: SchemaProperty;
  readonly additionalProperties?: SchemaProperty;
}

interface Schema {
  readonly types: Readonly<
    Record<string, { readonly properties?: Readonly<Record<string, SchemaProperty>> }>
  >;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly inputProperties: Readonly<Record<string, SchemaProperty>>;
        readonly properties: Readonly<Record<string, SchemaProperty>>;
        readonly requiredInputs?: readonly string[];
      }
    >
  >;
}

/**
 * In `@pulumi/cloudflare` 6.22.1 but newer than the available schema; the typings are checked when
 * the program compiles.
 */
const newerThanSchema = new Set(["cloudflare:index/workerVersion:WorkerVersion.exports"]);

for (const table of [cloudflareTable, supabaseTable, sentryTable])
  describe(table.name, () => describeTable(table));

function describeTable(table: ProviderTable): void {
  const schema = JSON.parse(readFileSync(join(facts, `${table.name}.json`), "utf8")) as Schema;
  for (const { token, shape } of table.types) {
    test(token, () => {
      const real = schema.resources[token];
      expect(real, `${token} in ${table.name}'s schema`).toBeTruthy();
      if (!real) return;
      expect(differences(schema, token, shape, real.inputProperties, real.properties)).toEqual([]);
      expect(real.requiredInputs?.filter((name) => shape[name]?.mode !== "required")).toEqual([]);
    });
  }
}

function differences(
  schema: Schema,
  at: string,
  shape: Shape,
  inputs: Readonly<Record<string, SchemaProperty>>,
  outputs: Readonly<Record<string, SchemaProperty>>,
): string[] {
  return Object.entries(shape).flatMap(([name, property]) => {
    const path = `${at}.${name}`;
    if (newerThanSchema.has(path)) return [];
    const real = isInput(property) ? inputs[name] : outputs[name];
    if (!real)
      return [
        `${path} is not ${isInput(property) ? "an input" : "an output"} of the real provider`,
      ];
    return typeDifferences(schema, path, property, real);
  });
}

function typeDifferences(
  schema: Schema,
  path: string,
  property: Property,
  real: SchemaProperty,
): string[] {
  const secrecy =
    (property.secret ?? false) === (real.secret ?? false)
      ? []
      : [`${path} is ${real.secret ? "" : "not "}secret at the real provider`];
  const { kind } = property;
  if (kind.is === "object") {
    const type = schema.types[(real.$ref ?? "").replace("#/types/", "")];
    const properties = type?.properties ?? {};
    return type
      ? [...secrecy, ...differences(schema, path, kind.shape, properties, properties)]
      : [`${path} is no object but ${JSON.stringify(real)}`];
  }
  if (kind.is === "list")
    return real.items
      ? [...secrecy, ...typeDifferences(schema, `${path}[]`, kind.of, real.items)]
      : [`${path} is no list`];
  if (kind.is === "map")
    return real.additionalProperties
      ? [...secrecy, ...typeDifferences(schema, `${path}{}`, kind.of, real.additionalProperties)]
      : [`${path} is no map`];
  const wanted = kind.is === "any" ? "pulumi.json#/Any" : kind.is === "json" ? "string" : kind.is;
  return (real.$ref ?? real.type) === wanted
    ? secrecy
    : [...secrecy, `${path} is ${real.$ref ?? real.type}, not ${wanted}`];
}
