import { managedLists, type NamedList, type NamedLists } from "@seaworthy/rules-language/index";
import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import {
  isUnknown,
  objectsIn,
  type PlannedObject,
  type PlannedValue,
} from "../../../plan/value.ts";

export interface FoundLists {
  readonly lists: NamedLists;
  /** Named lists whose items the program does not contain. */
  readonly missing: readonly string[];
}

const reference = /\$([a-z][a-z0-9_]*)/g;

/** The account's lists that an expression names, as the program declares them. */
export function listsFor(expression: string, resources: readonly PlannedResource[]): FoundLists {
  const outsideOfTexts = expression.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  const names = [...outsideOfTexts.matchAll(reference)]
    .map(([, name = ""]) => name)
    .filter((name) => !managedLists.includes(name));
  const found = new Map(
    [...new Set(names)].map((name) => [name, declaredList(name, resources)] as const),
  );
  return {
    lists: Object.fromEntries(
      [...found].map(([name, list]) => [name, list ?? emptyList(expression, name)]),
    ),
    missing: [...found].flatMap(([name, list]) => (list === undefined ? [name] : [])),
  };
}

/** Of the kind that the field before `in $name` requires. */
function emptyList(expression: string, name: string): NamedList {
  const [, field = ""] = new RegExp(`([\\w.]+)\\s+in\\s+\\$${name}\\b`).exec(expression) ?? [];
  if (field.endsWith("full_uri")) return { kind: "redirect", items: [] };
  if (field.endsWith("asnum")) return { kind: "asn", items: [] };
  return field === "http.host" ? { kind: "hostname", items: [] } : { kind: "ip", items: [] };
}

function declaredList(name: string, resources: readonly PlannedResource[]): NamedList | undefined {
  const list = ofType(resources, "accountList").find(({ props }) => props.name === name);
  if (list === undefined) return undefined;
  const { kind, items } = list.props;
  if (isUnknown(kind) || isUnknown(items)) return undefined;
  const apart = ofType(resources, "listItem").filter(({ propertyDependencies, props }) =>
    typeof props.listId === "string"
      ? props.listId === list.props.id
      : propertyDependencies?.listId?.includes(list.urn),
  );
  const declared: PlannedObject[] = [...objectsIn(items), ...apart.map(({ props }) => props)];
  const values = declared.map((item) => itemOf(String(kind), item));
  if (values.some((value) => value === undefined || isUnknown(value))) return undefined;
  if (kind === "asn") return { kind: "asn", items: values.map(Number) };
  return kind === "hostname" || kind === "ip" ? { kind, items: values.map(String) } : undefined;
}

function itemOf(kind: string, item: PlannedObject): PlannedValue {
  if (kind !== "hostname") return item[kind];
  const { hostname } = item;
  return typeof hostname === "object" && hostname !== null && "urlHostname" in hostname
    ? hostname.urlHostname
    : undefined;
}
