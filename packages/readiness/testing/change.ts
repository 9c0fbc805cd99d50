import { type PlannedResource, type ResourceKind, types } from "../plan/resource.ts";
import { isObject, type PlannedObject, type PlannedValue } from "../plan/value.ts";
import type { AppFacts } from "../samples/routes.ts";
import type { PlannedStack } from "./stack.ts";

/** A change that a test makes to a planned stack. */
export type Change = (stack: PlannedStack) => PlannedStack;

/**
 * Sets one property of one resource; `undefined` removes it. `rules[auth].action` belongs to the
 * entry with that name or ref, and `api#max_rows` is inside JSON text.
 */
export function set(resource: string, path: string, value: PlannedValue): Change {
  return onResource(resource, (one) => ({
    ...one,
    props: setAt(one.props, path.split(/[.[]/), value) as PlannedObject,
  }));
}

/** Replaces a text in one property. */
export function replace(resource: string, path: string, from: string, to: string): Change {
  return (stack) => {
    const found = stack.resources.find(({ name }) => name === resource);
    const text = String(
      path.split(/[.[]/).reduce<PlannedValue>((value, key) => child(value, key), found?.props),
    );
    if (!text.includes(from)) throw new TypeError(`${resource}.${path} has no ${from}`);
    return set(resource, path, text.replaceAll(from, to))(stack);
  };
}

export const remove =
  (...names: readonly string[]): Change =>
  (stack) => ({ ...stack, resources: stack.resources.filter(({ name }) => !names.includes(name)) });

export const add =
  (kind: ResourceKind, name: string, props: PlannedObject): Change =>
  (stack) => ({
    ...stack,
    resources: [...stack.resources, { ...planned(kind, name, props), secretPaths: new Set() }],
  });

const planned = (kind: ResourceKind, name: string, props: PlannedObject): PlannedResource => ({
  type: types[kind],
  name,
  urn: `urn:${name}`,
  props,
});

/** Options of a declaration, such as `protect`. */
export const option = (
  resource: string,
  options: NonNullable<PlannedResource["options"]>,
): Change => onResource(resource, (one) => ({ ...one, options }));

/** A resource's dependencies and the sources of its inputs, by resource names, as in a preview. */
export const waitsFor =
  (
    resource: string,
    names: readonly string[],
    madeOf: Readonly<Record<string, readonly string[]>> = {},
  ): Change =>
  (stack) => {
    const urnOf = (name: string) =>
      stack.resources.find((one) => one.name === name)?.urn ?? `urn:${name}`;
    const propertyDependencies = Object.fromEntries(
      Object.entries(madeOf).map(([key, made]) => [key, made.map(urnOf)]),
    );
    return onResource(resource, (one) => ({
      ...one,
      dependencies: names.map(urnOf),
      propertyDependencies,
    }))(stack);
  };

/** The stack's facts about its app. */
export const app =
  (change: (app: AppFacts) => AppFacts): Change =>
  (stack) => ({
    ...stack,
    facts: { ...stack.facts, app: change(stack.facts.app ?? { routes: [] }) },
  });

/** Removes the mark of a secret input. */
export const unmark = (resource: string): Change =>
  onResource(resource, (one) => ({ ...one, secretPaths: new Set() }));

/** The stack's configuration, by full key. */
export const config =
  (key: string, value: PlannedValue): Change =>
  (stack) => ({
    ...stack,
    facts: {
      ...stack.facts,
      config: setAt(stack.facts.config, key.split("."), value) as PlannedObject,
    },
  });

/** Makes the program contain that text verbatim. */
export const writtenInProgram =
  (text: string): Change =>
  (stack) => ({
    ...stack,
    facts: {
      ...stack.facts,
      written: (one) => (one === text ? { file: "infra/index.ts", line: 7 } : undefined),
    },
  });

export const both =
  (...changes: readonly Change[]): Change =>
  (stack) =>
    changes.reduce((changed, change) => change(changed), stack);

function onResource(name: string, change: (resource: PlannedResource) => PlannedResource): Change {
  return (stack) => {
    if (!stack.resources.some((one) => one.name === name))
      throw new TypeError(`There is no resource ${name}`);
    return {
      ...stack,
      resources: stack.resources.map((one) => (one.name === name ? change(one) : one)),
    };
  };
}

function setAt(
  holder: PlannedValue,
  [key = "", ...rest]: readonly string[],
  value: PlannedValue,
): PlannedValue {
  const [text, inner] = key.split("#");
  if (text !== undefined && inner !== undefined)
    return setInText(holder, text, [inner, ...rest], value);
  const next = rest.length === 0 ? value : setAt(child(holder, key), rest, value);
  if (Array.isArray(holder))
    return holder.map((item: PlannedValue, index) => (isEntry(item, index, key) ? next : item));
  const { [key]: _, ...others } = isObject(holder) ? holder : {};
  return next === undefined ? others : { ...others, [key]: next };
}

function setInText(
  holder: PlannedValue,
  key: string,
  path: readonly string[],
  value: PlannedValue,
): PlannedValue {
  const text = isObject(holder) ? holder[key] : undefined;
  return {
    ...(isObject(holder) ? holder : {}),
    [key]: JSON.stringify(setAt(JSON.parse(String(text)), path, value)),
  };
}

function child(holder: PlannedValue, key: string): PlannedValue {
  if (Array.isArray(holder))
    return holder.find((item: PlannedValue, index) => isEntry(item, index, key));
  return isObject(holder) ? holder[key] : undefined;
}

function isEntry(item: PlannedValue, index: number, key: string): boolean {
  const wanted = key.replace(/\]$/, "");
  return (
    String(index) === wanted || (isObject(item) && (item.name === wanted || item.ref === wanted))
  );
}
