import { isList, isValues, sameValue, type Value, type Values } from "../kit/values.ts";
import { isInput, type Property, type Shape } from "./shape.ts";

/**
 * The inputs that would produce the vendor's current state: what the program set, with current
 * values, plus what others set in properties that only the program should set. Comparing them with
 * the program's inputs shows every drift that `up` can fix.
 */
export function refreshedInputs(shape: Shape, oldInputs: Values, live: Values): Values {
  const inputs = Object.entries(shape).flatMap(([name, property]): [string, Value][] => {
    if (!isInput(property)) return [];
    const [old, now] = [oldInputs[name] ?? null, live[name] ?? null];
    if (old === null) return property.mode === "computed" || isEmpty(now) ? [] : [[name, now]];
    return now === null ? [] : [[name, project(property, old, now)]];
  });
  return Object.fromEntries(inputs);
}

/** Everything that can be an input, for an import. */
export function importedInputs(shape: Shape, live: Values): Values {
  const inputs = Object.entries(shape).filter(
    ([name, property]) => isInput(property) && isSaid(property, live[name] ?? null),
  );
  return Object.fromEntries(inputs.map(([name]) => [name, live[name] ?? null]));
}

/** The live value reduced to what the program set: other keys belong to the vendor. */
function project(property: Property, old: Value, now: Value): Value {
  const { kind } = property;
  if (kind.is === "json") return projectJson(old, now);
  if (kind.is === "object" && isValues(old) && isValues(now))
    return projectObject(kind.shape, old, now);
  if (kind.is === "list" && isList(old) && isList(now)) {
    return now.map((item, index) =>
      index < old.length ? project(kind.of, old[index] ?? null, item) : item,
    );
  }
  return now;
}

function projectObject(shape: Shape, old: Values, now: Values): Values {
  const kept = Object.entries(old).flatMap(([name, value]): [string, Value][] => {
    const [property, live] = [shape[name], now[name] ?? null];
    return property && live !== null ? [[name, project(property, value, live)]] : [];
  });
  return Object.fromEntries(kept);
}

function projectJson(old: Value, now: Value): Value {
  if (typeof old !== "string" || typeof now !== "string") return now;
  const wanted = JSON.parse(old) as Value;
  const live = JSON.parse(now) as Value;
  const seen =
    isValues(wanted) && isValues(live)
      ? Object.fromEntries(Object.keys(wanted).map((key) => [key, live[key] ?? null]))
      : live;
  return sameValue(wanted, seen) ? old : JSON.stringify(seen);
}

/** What a program has to say it says, `false` too. */
const isSaid = ({ mode }: Property, value: Value): boolean =>
  !isEmpty(value) || (mode === "required" && value === false);

function isEmpty(value: Value): boolean {
  return (
    value === null ||
    value === "" ||
    value === false ||
    (isList(value) && value.length === 0) ||
    (isValues(value) && Object.keys(value).length === 0)
  );
}
