import type { Plan } from "../plan/plan.ts";
import { isObject, type PlannedValue, valueAt } from "../plan/value.ts";
import type { Finding, Rule } from "../rules/rule.ts";
import { lineInProgram } from "./line-in-program.ts";
import type { Declaration } from "./report.ts";

/**
 * The line to change: the one that the rule names; that of the stack file if the value comes from
 * there; that of the resource's part; otherwise the resource's declaration.
 */
export function placeOf(finding: Finding, rule: Rule, plan: Plan): Declaration | undefined {
  const { resource, place, configKey } = finding;
  if (place !== undefined) return place;
  const { sources } = plan;
  const declared: Declaration | undefined =
    resource &&
    (plan.declared?.get(resource.urn)?.place ??
      sources?.declaration(typeOf(resource.urn), resource.name));
  if (sources === undefined) return declared;
  const key = configKey === undefined ? undefined : sources.lineOfKey(configKey);
  if (key !== undefined) return key;
  const set = finding.inProgram === true ? undefined : inStackFile(finding, rule, plan);
  const line = set ?? lineInProgram(finding, rule, sources, declared);
  if (line !== undefined || declared === undefined) return line;
  const { component } = declared;
  const inside = component && lineInProgram(finding, rule, sources, component);
  if (inside !== undefined) return inside;
  // A property that the program prepares elsewhere and hands over.
  const prepared =
    finding.property === undefined ? undefined : sources.onlyProperty(finding.property, declared);
  return prepared ?? component ?? declared;
}

/** The type that the program uses: rules may know the resource as another kind. */
const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** `seaworthy:edge.rateLimits.restPerMinute` in the text that says how to fix a violation. */
const keyInText = /\b[a-z][\w-]*:[a-z]\w*(?:\.[A-Za-z]\w*)+/g;

/**
 * A rule's fix names the stack file's key that usually sets it. The line is that key's when the
 * resource has the value given there.
 */
function inStackFile(finding: Finding, { fix }: Rule, plan: Plan): Declaration | undefined {
  const { config, sources } = plan;
  if (config === undefined) return undefined;
  for (const key of keysNamed(fix)) {
    const [namespace = "", ...path] = key.split(".");
    const value = valueAt(config, namespace, ...path);
    if (value === undefined || isAsAdvised(fix, key, value)) continue;
    if (finding.resource !== undefined && !holds(finding.resource.props, value)) continue;
    const place = sources?.lineOfKey(`${key}${itemSaid(value, finding.message)}`);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** The one list item that a message names: `.3`. */
function itemSaid(value: PlannedValue, message: string): string {
  if (!Array.isArray(value)) return "";
  const said = words(message);
  const index = value.findIndex((item: PlannedValue) => said.includes(String(item)));
  return index < 0 ? "" : `.${index}`;
}

/** Keys in a text; `seaworthy:secrets.everyDays and signingKeysEveryDays` names two. */
function keysNamed(text: string): string[] {
  return [...text.matchAll(keyInText)].flatMap(([key]) => {
    const rest = text.slice(text.indexOf(key) + key.length);
    const [, sibling] = /^ (?:and|or) ([a-z]\w*[A-Z]\w*)\b/.exec(rest) ?? [];
    const holder = key.slice(0, key.lastIndexOf("."));
    return sibling === undefined ? [key] : [key, `${holder}.${sibling}`];
  });
}

/** If the stack file already has what the fix asks for, the mistake is elsewhere. */
function isAsAdvised(fix: string, key: string, value: PlannedValue): boolean {
  const after = fix.slice(fix.indexOf(key) + key.length);
  const [, advised] = /^ to (true|false|\d+)\b/.exec(after) ?? [];
  return advised !== undefined && advised === String(value);
}

/** Whether a value occurs among properties: itself, as text, or inside JSON text or a list. */
function holds(props: PlannedValue, value: PlannedValue): boolean {
  // A list that shares elements with the resource is not necessarily the one it was made of.
  if (Array.isArray(value))
    return value.length > 0 && value.every((item: PlannedValue) => holds(props, item));
  if (isObject(value)) return Object.values(value).some((item) => holds(props, item));
  const text = String(value);
  if (text === "") return false;
  return occurs(props, text);
}

function occurs(props: PlannedValue, text: string): boolean {
  if (Array.isArray(props)) return props.some((item: PlannedValue) => occurs(item, text));
  if (isObject(props)) return Object.values(props).some((item) => occurs(item, text));
  if (typeof props === "symbol" || props === undefined || props === null) return false;
  const own = String(props);
  return own === text || words(own).includes(text);
}

const words = (text: string): string[] => text.split(/[\s,;:"'(){}[\]=]+/);
