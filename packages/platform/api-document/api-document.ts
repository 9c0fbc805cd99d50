/** The parts of an OpenAPI 3.1 document that the API page shows. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths?: object;
  readonly components?: object;
}

export interface Operation {
  readonly summary?: string;
  readonly security?: readonly Record<string, unknown>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
  };
  readonly responses?: Readonly<Record<string, Answer>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
}

export interface Answer {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

/** The parts of JSON Schema that are described in words; others are left out. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  /** The anchor on the page: `get-rest-posts-id`. */
  readonly anchor: string;
}

/**
 * Routes grouped by the first part of the path, or the one after `rest`. In the document's order.
 */
export function routeGroups({ paths = {} }: ApiDocument): Map<string, Route[]> {
  const groups = new Map<string, Route[]>();
  for (const [path, methods] of Object.entries(
    paths as Record<string, Record<string, Operation>>,
  )) {
    const group = groupOf(path);
    const routes = Object.entries(methods).map(([method, operation]) => ({
      method,
      path,
      operation,
      anchor: anchorOf(method, path),
    }));
    groups.set(group, [...(groups.get(group) ?? []), ...routes]);
  }
  return groups;
}

function groupOf(path: string): string {
  const [first = "", second] = path.split("/").filter(Boolean);
  return first === "rest" && second !== undefined ? second : first;
}

function anchorOf(method: string, path: string): string {
  return [method, ...path.split(/[^\w-]+/).filter(Boolean)].join("-");
}

export function schemasOf({ components }: ApiDocument): [string, Schema][] {
  const schemas = (components as { schemas?: Record<string, Schema> } | undefined)?.schemas ?? {};
  return Object.entries(schemas);
}
