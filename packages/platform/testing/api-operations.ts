import { z } from "zod";

/** A JSON Schema, as in the API document. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly in: "path" | "query" | "header" | "cookie";
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Operation {
  /** `GET /rest/posts/{id}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Names of alternative security schemes; empty for a public operation. */
  readonly security: readonly string[];
  /** Scopes of an API key. */
  readonly scopes: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Schema of the JSON body, if any. */
  readonly body: Schema | undefined;
  /** Schema of the JSON response by status; undefined for other content. */
  readonly answers: ReadonlyMap<number, Schema | undefined>;
}

const content = z
  .record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()).optional() }))
  .optional();
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
        parameters: z
          .array(
            z.object({
              in: z.enum(["path", "query", "header", "cookie"]),
              name: z.string(),
              required: z.boolean().default(false),
              schema: z.record(z.string(), z.unknown()).default({}),
            }),
          )
          .default([]),
        requestBody: z.object({ content }).optional(),
        responses: z.record(z.string(), z.object({ content })),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

/** The parts of a Worker under test that are needed to read its API document. */
interface Worker {
  fetch(path: string): Promise<{ json(): Promise<unknown> }>;
}

/** All operations of the document at `/openapi.json`, with self-contained schemas. */
export async function readOperations(worker: Worker): Promise<Operation[]> {
  const { paths, components } = documentSchema.parse(
    await (await worker.fetch("/openapi.json")).json(),
  );
  const whole = (schema: Schema) => resolve(schema, components.schemas) as Schema;
  const jsonOf = (kinds: z.output<typeof content>) => {
    const [, kind] = Object.entries(kinds ?? {}).find(([type]) => type.includes("json")) ?? [];
    return kind?.schema && whole(kind.schema);
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, parameters, requestBody, responses }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      security: security.flatMap((scheme) => Object.keys(scheme)),
      scopes: security.flatMap(({ apiKey = [] }) => apiKey),
      parameters: parameters.map((parameter) => ({
        ...parameter,
        schema: whole(parameter.schema),
      })),
      body: jsonOf(requestBody?.content),
      answers: new Map(
        Object.entries(responses).map(([status, response]) => [
          Number(status),
          jsonOf(response.content),
        ]),
      ),
    })),
  );
}

/** The schema with all references resolved. */
function resolve(schema: unknown, named: Readonly<Record<string, Schema>>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => resolve(item, named));
  if (typeof schema !== "object" || schema === null) return schema;
  if ("$ref" in schema) return resolve(named[String(schema.$ref).split("/").at(-1) ?? ""], named);
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, resolve(value, named)]),
  );
}

/** The paths of unbounded arrays in a schema, such as `.posts`. */
export function endlessArrays(schema: Schema | undefined, at = ""): string[] {
  if (schema === undefined) return [];
  const inner = Object.entries((schema.properties ?? {}) as Record<string, Schema>).flatMap(
    ([name, part]) => endlessArrays(part, `${at}.${name}`),
  );
  const either = [schema.anyOf, schema.oneOf, schema.allOf]
    .flat()
    .flatMap((part) => endlessArrays(part as Schema | undefined, at));
  const items = endlessArrays(schema.items as Schema | undefined, `${at}[]`);
  const own = schema.type === "array" && schema.maxItems === undefined ? [at] : [];
  return [...own, ...inner, ...either, ...items];
}

const exampleId = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const texts: Readonly<Record<string, string>> = {
  uuid: exampleId,
  email: "someone@example.com",
  uri: "https://example.com/",
  "date-time": "2026-11-21T12:30:00.000Z",
  date: "2026-11-21",
};

/** A valid value for the schema. */
export function exampleOf(schema: Schema): unknown {
  const [first] =
    [schema.examples, schema.enum, schema.anyOf, schema.oneOf].find(Array.isArray) ?? [];
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (first !== undefined)
    return Array.isArray(schema.examples) || Array.isArray(schema.enum)
      ? first
      : exampleOf(first as Schema);
  return exampleOfType(schema);
}

function exampleOfType(schema: Schema): unknown {
  const [type] = [schema.type].flat();
  if (type === "object") {
    const parts = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
    const required = (schema.required ?? []) as readonly string[];
    return Object.fromEntries(
      parts
        .filter(([name]) => required.includes(name))
        .map(([name, part]) => [name, exampleOf(part)]),
    );
  }
  if (type === "array")
    return schema.maxItems === 0 ? [] : [exampleOf((schema.items ?? {}) as Schema)];
  if (type === "integer" || type === "number") return Number(schema.minimum ?? 1);
  if (type === "boolean") return false;
  return texts[String(schema.format)] ?? "x".repeat(Math.max(1, Number(schema.minLength ?? 1)));
}

/** Values of the wrong type or out of the schema's bounds; none for an unconstrained string. */
export function mistakesFor({
  type,
  format,
  pattern,
  minimum,
  maximum,
  enum: choices,
  minLength,
  maxLength,
}: Schema): string[] {
  const mistakes: string[] = [];
  if (type === "integer" || type === "number") mistakes.push("many", "NaN", "");
  if (minimum !== undefined) mistakes.push(String(Number(minimum) - 1));
  if (maximum !== undefined) mistakes.push(String(Number(maximum) + 1));
  if (choices !== undefined || String(format) in texts || pattern !== undefined)
    mistakes.push("not-what-is-wanted!");
  if (maxLength !== undefined) mistakes.push("x".repeat(Number(maxLength) + 1));
  if (minLength !== undefined && Number(minLength) > 1) mistakes.push("x");
  return mistakes;
}
