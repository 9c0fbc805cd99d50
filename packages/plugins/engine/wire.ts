import { isList, isValues, Secret, type Value, type Values } from "../kit/values.ts";
import { isInput, type Property, type Shape, wireName } from "./shape.ts";

/** A request body: the inputs under the vendor's names. */
export function toWire(shape: Shape, values: Values): Values {
  const body = Object.entries(shape).flatMap(([name, property]): [string, Value][] => {
    const value = values[name] ?? null;
    if (value === null || property.elsewhere || !isInput(property)) return [];
    return [[wireName(name, property), valueToWire(property, value)]];
  });
  return Object.fromEntries(body);
}

function valueToWire(property: Property, value: Value): Value {
  const { kind } = property;
  if (kind.is === "json" && typeof value === "string") return JSON.parse(value) as Value;
  if (kind.is === "list" && isList(value)) return value.map((item) => valueToWire(kind.of, item));
  if (kind.is === "object" && isValues(value)) return toWire(kind.shape, value);
  if (kind.is === "map" && isValues(value))
    return mapValues(value, (item) => valueToWire(kind.of, item));
  return value;
}

/**
 * Properties from a response; fields that the shape lacks are dropped, fields that the vendor lacks
 * are absent.
 */
export function fromWire(shape: Shape, answer: Values): Values {
  const values = Object.entries(shape).flatMap(([name, property]): [string, Value][] => {
    const value = answer[wireName(name, property)] ?? null;
    return value === null ? [] : [[name, valueFromWire(property, value)]];
  });
  return Object.fromEntries(values);
}

function valueFromWire(property: Property, value: Value): Value {
  const { kind } = property;
  if (kind.is === "json") return JSON.stringify(value);
  if (kind.is === "list" && isList(value)) return value.map((item) => valueFromWire(kind.of, item));
  if (kind.is === "object" && isValues(value)) return fromWire(kind.shape, value);
  if (kind.is === "map" && isValues(value))
    return mapValues(value, (item) => valueFromWire(kind.of, item));
  return value;
}

/** Restores what the vendor does not return, from what was sent or known. */
export function withKept(shape: Shape, live: Values, known: Values): Values {
  const kept = Object.entries(shape).flatMap(([name, property]): [string, Value][] => {
    const [now, before] = [live[name] ?? null, known[name] ?? null];
    if (now === null) return property.writeOnly && before !== null ? [[name, before]] : [];
    return [[name, before === null ? now : keepInside(property, now, before)]];
  });
  return Object.fromEntries(kept);
}

function keepInside(property: Property, now: Value, before: Value): Value {
  const { kind } = property;
  if (kind.is === "object" && isValues(now) && isValues(before))
    return withKept(kind.shape, now, before);
  if (kind.is === "list" && isList(now) && isList(before) && now.length === before.length) {
    return now.map((item, index) => keepInside(kind.of, item, before[index] ?? null));
  }
  return now;
}

/** Marks the shape's secrets, at any depth. */
export function markSecrets(shape: Shape, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      shape[name] ? mark(shape[name], value) : value,
    ]),
  );
}

function mark(property: Property, value: Value): Value {
  if (value === null) return value;
  if (property.secret) return new Secret(value);
  const { kind } = property;
  if (kind.is === "list" && isList(value)) return value.map((item) => mark(kind.of, item));
  if (kind.is === "object" && isValues(value)) return markSecrets(kind.shape, value);
  if (kind.is === "map" && isValues(value)) return mapValues(value, (item) => mark(kind.of, item));
  return value;
}

function mapValues(values: Values, change: (value: Value) => Value): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
