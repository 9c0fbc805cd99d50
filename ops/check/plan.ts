import type { PlannedResource } from "@seaworthy/policies/plan/resource.ts";
import { type PlannedObject, type PlannedValue, unknown } from "@seaworthy/policies/plan/value.ts";
import type { Declared } from "@seaworthy/policies/reports/build.ts";
import type { PlannedChange } from "@seaworthy/policies/reports/report.ts";
import type { PreviewStep } from "./preview.ts";
import { declarationOf } from "./source-line.ts";

/** What a preview says, as the policies take it. */
export interface Plan {
  readonly resources: readonly PlannedResource[];
  /** By URN. */
  readonly declared: ReadonlyMap<string, Declared>;
  readonly changes: readonly PlannedChange[];
}

/** `computedValuePlaceholder` of Pulumi's pkg/resource/stack/deployment.go. */
const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** How the engine blinds a secret in what it prints. */
const secretMark = "[secret]";

/** @param root where the program lies, for its files' names */
export function readPlan(steps: readonly PreviewStep[], root: string): Plan {
  const last = new Map(
    steps.filter(({ op, newState }) => newState !== undefined && !op.startsWith("delete")).map((step) => [step.urn, step]),
  );
  const planned = [...last.values()];
  return {
    resources: planned.map(readResource),
    declared: new Map(planned.map((step) => [step.urn, readDeclared(step, root)])),
    changes: readChanges(steps),
  };
}

function readResource({ urn, newState }: PreviewStep): PlannedResource {
  const secretPaths = new Set<string>();
  const props: PlannedObject = Object.fromEntries(
    Object.entries({ ...newState?.outputs, ...newState?.inputs }).map(([key, value]) => [key, readValue(value, key, secretPaths)]),
  );
  return { type: newState?.type ?? "", name: nameOf(urn), urn, props, secretPaths };
}

/** The text of a secret is nobody's business: rules see that there is one, and not what it is. */
function readValue(value: unknown, path: string, secretPaths: Set<string>): PlannedValue {
  if (value === secretMark) {
    secretPaths.add(path);
    return unknown;
  }
  if (value === unknownMark) return unknown;
  if (Array.isArray(value)) return value.map((item, index) => readValue(item, `${path}[${index}]`, secretPaths));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readValue(item, `${path}.${key}`, secretPaths)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null ? value : undefined;
}

function readDeclared({ newState }: PreviewStep, root: string): Declared {
  const place = declarationOf(
    [newState?.sourcePosition, ...(newState?.stackTrace ?? []).map(({ sourcePosition }) => sourcePosition)],
    root,
  );
  const aliases = (newState?.aliases ?? []).map((urn) => ({ type: typeOf(urn), name: nameOf(urn) }));
  return { aliases, ...(place === undefined ? {} : { place }) };
}

const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);
/** `urn:pulumi:<stack>::<project>::<parents' types>$<type>::<name>` */
const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

const kinds: Readonly<Record<string, PlannedChange["kind"]>> = {
  create: "create",
  update: "update",
  delete: "delete",
  same: "same",
  replace: "replace",
};

/** Components and providers are Pulumi's own: nobody outside sees them change. */
function readChanges(steps: readonly PreviewStep[]): PlannedChange[] {
  return steps.flatMap(({ op, urn, newState, oldState }) => {
    const kind = kinds[op];
    const state = newState ?? oldState;
    if (kind === undefined || state?.custom !== true || state.type.startsWith("pulumi:")) return [];
    return [{ kind, resource: { type: state.type, name: nameOf(urn), urn } }];
  });
}
