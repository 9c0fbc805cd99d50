import type { Place } from "../place.ts";
import type { Sources } from "../plan/plan.ts";
import { isObject, objectsIn, type PlannedObject, type PlannedValue } from "../plan/value.ts";
import type { Finding, Rule } from "../rules/rule.ts";
import { subjectOf } from "../waivers/subject.ts";

/**
 * The line of the program to change: of the list item that a finding is about, or of the property,
 * where the program shows it.
 */
export function lineInProgram(
  finding: Finding,
  rule: Rule,
  sources: Sources,
  declared: Place | undefined,
): Place | undefined {
  const { resource, property } = finding;
  const subject = finding.item ?? subjectOf(finding);
  const item = subject === undefined ? undefined : itemOf(resource?.props ?? {}, subject);
  const named = subject === undefined ? undefined : sources.find(subject, declared);
  const line = item === undefined ? named : (lineOfItem(item, subject, sources, declared) ?? named);
  const near = line ?? declared;
  if (near === undefined) return undefined;
  if (property !== undefined) return sources.property(property, near) ?? line;
  if (item?.expression !== undefined && finding.item === undefined)
    return propertySaid(settingsOf(item), finding, rule, sources, near) ?? line;
  return line ?? propertySaid(finding.resource?.props ?? {}, finding, rule, sources, near);
}

/** What a rule of a ruleset does, without its name and its expression. */
const settingsOf = ({
  ref: _,
  description: __,
  expression: ___,
  action: ____,
  ...rest
}: PlannedObject) => rest;

const nameOf = ({ ref, name }: PlannedObject): PlannedValue => ref ?? name;

function itemOf(props: PlannedObject, subject: string): PlannedObject | undefined {
  return Object.values(props)
    .flatMap((value) => (Array.isArray(value) ? objectsIn(value) : []))
    .find((item) => nameOf(item) === subject);
}

/** By its name, description or expression, whichever the program contains literally. */
function lineOfItem(
  { description, expression }: PlannedObject,
  subject: string | undefined,
  sources: Sources,
  declared: Place | undefined,
): Place | undefined {
  if (declared === undefined) return undefined;
  const alike = [description, expression].flatMap((text) =>
    typeof text === "string" ? (sources.resembling(text, declared) ?? []) : [],
  );
  const folder = declared.file.split("/")[0];
  const named = sources
    .all(subject ?? "", declared)
    .filter(({ file }) => file.split("/")[0] === folder);
  if (named.length === 1) return named[0];
  return named.find((one) => alike.some((other) => isClose(one, other))) ?? alike[0];
}

const isClose = (one: Place, other: Place): boolean =>
  one.file === other.file && Math.abs(one.line - other.line) <= 5;

/**
 * A property of the resource that the finding names, otherwise the one that the rule's fix names.
 */
function propertySaid(
  props: PlannedObject,
  { message }: Finding,
  { fix, example }: Rule,
  sources: Sources,
  near: Place,
): Place | undefined {
  const keys = keysOf(props);
  const said = [message, fix, example.code].flatMap((text) => text.match(/\w+/g) ?? []);
  for (const word of new Set(said)) {
    const place = keys.has(word) ? sources.property(word, near) : undefined;
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Names of all properties, including those in JSON text. */
function keysOf(value: PlannedValue): ReadonlySet<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((item) => [...keysOf(item)]));
  if (isObject(value))
    return new Set(Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]));
  if (typeof value !== "string" || !value.startsWith("{")) return new Set();
  return new Set([...value.matchAll(/"(\w+)":/g)].map(([, key = ""]) => key));
}
