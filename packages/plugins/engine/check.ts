import { randomBytes } from "node:crypto";
import { isStandIn } from "@seaworthy/core/stand-in";
import type { CheckRequest, CheckResult, Failure } from "../kit/plugin.ts";
import { isList, isUnknown, isValues, type Value, type Values } from "../kit/values.ts";
import { isInput, type Property, type Shape } from "./shape.ts";

/**
 * Validates inputs against a shape, reports every error, and fills in generated names.
 * @param lenient accepts properties that the shape does not define
 */
export function checkInputs(shape: Shape, request: CheckRequest, lenient = false): CheckResult {
  const inputs = {
    ...defaults(shape),
    ...withoutNulls(request.news),
    ...generatedNames(shape, request),
  };
  const failures = objectFailures(shape, inputs, "");
  return { inputs, failures: lenient ? failures.filter((one) => one.unknown !== true) : failures };
}

function generatedNames(shape: Shape, request: CheckRequest): Values {
  const missing = Object.entries(shape).filter(
    ([name, property]) => property.autoname && (request.news[name] ?? null) === null,
  );
  return Object.fromEntries(
    missing.map(([name]) => [
      name,
      request.olds[name] ?? `${request.name}-${randomBytes(4).toString("hex").slice(1)}`,
    ]),
  );
}

function defaults(shape: Shape): Values {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, property]) =>
      property.default === undefined ? [] : [[name, property.default]],
    ),
  );
}

function withoutNulls(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function objectFailures(shape: Shape, values: Values, path: string): Failure[] {
  const unknownNames = Object.keys(values).filter((name) => !(shape[name] && isInput(shape[name])));
  const known = Object.entries(shape).filter(([, property]) => isInput(property));
  return [
    ...unknownNames.map((name) => ({
      property: join(path, name),
      reason: unknownReason(shape, name, path),
      unknown: shape[name] === undefined,
    })),
    ...known.flatMap(([name, property]) =>
      propertyFailures(property, values[name] ?? null, join(path, name)),
    ),
  ];
}

function propertyFailures(property: Property, value: Value, path: string): Failure[] {
  if (value === null)
    return property.mode === "required"
      ? [{ property: path, reason: "INPUT_INVALID: is missing; it is required." }]
      : [];
  if (property.refused !== undefined)
    return [{ property: path, reason: `INPUT_INVALID: ${property.refused}` }];
  if (isUnknown(value)) return [];
  const { kind } = property;
  if (kind.is === "any") return [];
  if (kind.is === "json") return jsonFailures(value, path);
  if (kind.is === "list")
    return isList(value)
      ? value.flatMap((item, index) => propertyFailures(kind.of, item, `${path}[${index}]`))
      : [wrongType(path, "a list", value)];
  if (kind.is !== "object" && kind.is !== "map")
    return scalarFailures(property, kind.is, value, path);
  if (!isValues(value)) return [wrongType(path, "an object", value)];
  if (kind.is === "object") return objectFailures(kind.shape, value, path);
  return Object.entries(value).flatMap(([key, item]) =>
    propertyFailures(kind.of, item, join(path, key)),
  );
}

function scalarFailures(
  property: Property,
  type: "string" | "number" | "boolean",
  value: Value,
  path: string,
): Failure[] {
  if (typeof value !== type) return [wrongType(path, `a ${type}`, value)];
  // Invented in place of the vendor's value: in the vendor's format it would not be recognisable.
  if (isStandIn(value)) return [];
  const { oneOf, range, matches } = property;
  const allowed = oneOf === undefined || oneOf.includes(String(value));
  const inRange =
    range === undefined ||
    (Number.isInteger(value) && Number(value) >= range[0] && Number(value) <= range[1]);
  return [
    ...(allowed
      ? []
      : [{ property: path, reason: `INPUT_INVALID: must be one of ${oneOf.join(", ")}.` }]),
    ...(inRange
      ? []
      : [
          {
            property: path,
            reason: `INPUT_INVALID: must be a whole number from ${range[0]} to ${range[1]}.`,
          },
        ]),
    ...(matches === undefined || matches[0].test(String(value))
      ? []
      : [{ property: path, reason: `INPUT_INVALID: ${matches[1]}.` }]),
  ];
}

function jsonFailures(value: Value, path: string): Failure[] {
  if (typeof value !== "string") return [wrongType(path, "a string of JSON", value)];
  try {
    JSON.parse(value);
    return [];
  } catch {
    return [
      { property: path, reason: "INPUT_INVALID: is not JSON; write it with JSON.stringify." },
    ];
  }
}

/** Only names types: the value may be a secret. */
function wrongType(path: string, expected: string, value: Value): Failure {
  const found = isList(value) ? "a list" : isValues(value) ? "an object" : `a ${typeof value}`;
  return { property: path, reason: `INPUT_INVALID: must be ${expected}, not ${found}.` };
}

function unknownReason(shape: Shape, name: string, path: string): string {
  if (shape[name]) return "INPUT_INVALID: is an output of this resource and cannot be set.";
  const inputs = Object.entries(shape).flatMap(([known, property]) =>
    isInput(property) ? [known] : [],
  );
  return `INPUT_INVALID: is unknown to the built-in plugin${path === "" ? "" : " here"}, which has: ${inputs.join(", ")}.`;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
