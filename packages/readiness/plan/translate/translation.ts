import { type PlannedResource, type ResourceKind, types } from "../resource.ts";
import { isObject, type PlannedObject, type PlannedValue } from "../value.ts";

/**
 * Translates resources of another package, or of another version of one, to the kinds that rules
 * know.
 */
export interface Translation {
  readonly kind: ResourceKind;
  /** Pulumi's type tokens. */
  readonly types: readonly string[];
  /** One resource may correspond to several of the rules' kinds. */
  readonly read: (resource: PlannedResource) => readonly PlannedResource[];
}

/** The same resource as a kind, with some inputs renamed. */
export function as(
  kind: ResourceKind,
  resource: PlannedResource,
  names: Readonly<Record<string, string>> = {},
  more: PlannedObject = {},
): PlannedResource {
  const nameOf = (key: string) => names[key] ?? key;
  const props = Object.entries(resource.props).map(([key, value]) => [nameOf(key), value] as const);
  return {
    ...resource,
    type: types[kind],
    props: { ...Object.fromEntries(props), ...more },
    ...(resource.secretPaths && {
      secretPaths: new Set([...resource.secretPaths].map((path) => renamed(path, nameOf))),
    }),
    ...(resource.awaitedTexts && {
      awaitedTexts: new Map(
        [...resource.awaitedTexts].map(([path, text]) => [renamed(path, nameOf), text]),
      ),
    }),
  };
}

function renamed(path: string, nameOf: (key: string) => string): string {
  const [, first = "", rest = ""] = /^([^.[]*)(.*)$/.exec(path) ?? [];
  return nameOf(first) + rest;
}

/** A binding of a Worker or of Pages, wherever its package declares it. */
export interface SourceBinding {
  /** `plainTextBindings[0].text` */
  readonly path: string;
  readonly binding: PlannedObject;
}

/** The resource with all its bindings in one list, like Worker versions. */
export function withBindings(
  kind: ResourceKind,
  resource: PlannedResource,
  found: readonly SourceBinding[],
  names: Readonly<Record<string, string>> = {},
): PlannedResource {
  const bindings = found.map(({ binding }) => binding);
  const translated = as(kind, resource, names, { bindings });
  const marked = found.flatMap(({ path }, index) =>
    isSecret(resource, path) ? [`bindings[${index}].text`] : [],
  );
  const awaited = found.flatMap(({ path }, index) => {
    const text = resource.awaitedTexts?.get(`${path}.text`) ?? resource.awaitedTexts?.get(path);
    return text === undefined ? [] : [[`bindings[${index}].text`, text] as const];
  });
  return {
    ...translated,
    secretPaths: new Set([...(translated.secretPaths ?? []), ...marked]),
    awaitedTexts: new Map([...(translated.awaitedTexts ?? []), ...awaited]),
  };
}

function isSecret({ secretPaths = new Set() }: PlannedResource, path: string): boolean {
  return [...secretPaths].some(
    (one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`),
  );
}

export const entriesOf = (value: PlannedValue): (readonly [string, PlannedValue])[] =>
  isObject(value) ? Object.entries(value) : [];
