import type { PlannedResource } from "@seaworthy/readiness/plan/resource";
import { type PlannedObject, type PlannedValue, unknown } from "@seaworthy/readiness/plan/value";
import type { Declared } from "@seaworthy/readiness/reports/build";
import type { PlannedChange } from "@seaworthy/readiness/reports/report";
import type { PreviewStep } from "./preview.ts";
import { partsOf, type Registration } from "./registrations.ts";
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
/** How a secret goes over the wire: sdk/go/common/resource/sig of Pulumi. */
const signature = {
  key: "4dabf18193072939515e22adb298388d",
  secret: "1b47061264138c4ac30d75fd1eb44270",
};

export interface PlanSource {
  /** Folder of Pulumi.yaml, for the names of files. */
  readonly root: string;
  /** By URN; what the engine's plan leaves out. */
  readonly registrations: ReadonlyMap<string, Registration>;
}

export function readPlan(steps: readonly PreviewStep[], source: PlanSource): Plan {
  const last = new Map(
    steps
      .filter(({ op, newState }) => newState !== undefined && !op.startsWith("delete"))
      .map((step) => [step.urn, step]),
  );
  const planned = [...last.values()];
  return {
    resources: planned.map((step) => readResource(step, source)),
    declared: new Map(planned.map((step) => [step.urn, readDeclared(step, source)])),
    changes: readChanges(steps),
  };
}

function readResource(
  { urn, newState }: PreviewStep,
  { registrations }: PlanSource,
): PlannedResource {
  const marks: Marks = { secretPaths: new Set(), unseenMarks: new Set() };
  const given = { ...registrations.get(urn)?.outputs, ...newState?.outputs, ...newState?.inputs };
  const props: PlannedObject = Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, readValue(value, key, marks)]),
  );
  const options = {
    protect: newState?.protect ?? false,
    retainOnDelete: newState?.retainOnDelete ?? false,
  };
  return { type: newState?.type ?? "", name: partsOf(urn).name, urn, props, options, ...marks };
}

interface Marks {
  readonly secretPaths: Set<string>;
  readonly unseenMarks: Set<string>;
}

/** The text of a secret is nobody's business: rules see that there is one, and not what it is. */
function readValue(value: unknown, path: string, marks: Marks): PlannedValue {
  if (value === secretMark || isSecret(value)) {
    marks.secretPaths.add(path);
    return unknown;
  }
  if (value === unknownMark) {
    marks.unseenMarks.add(path);
    return unknown;
  }
  if (Array.isArray(value))
    return value.map((item, index) => readValue(item, `${path}[${index}]`, marks));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, readValue(item, `${path}.${key}`, marks)]),
    );
  }
  return typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    value === null
    ? value
    : undefined;
}

const isSecret = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Reflect.get(value, signature.key) === signature.secret;

function readDeclared(
  { urn, newState, oldState }: PreviewStep,
  { root, registrations }: PlanSource,
): Declared {
  const place = declarationOf(
    [
      newState?.sourcePosition,
      ...(newState?.stackTrace ?? []).map(({ sourcePosition }) => sourcePosition),
    ],
    root,
  );
  const aliases = registrations.get(urn)?.aliases ?? formerName(urn, oldState);
  return { aliases, ...(place === undefined ? {} : { place }) };
}

/** Where the stack has a state, the engine has matched the resource with what it was there. */
const formerName = (urn: string, oldState: PreviewStep["oldState"]): Declared["aliases"] =>
  oldState?.urn === undefined || oldState.urn === urn ? [] : [partsOf(oldState.urn)];

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
    return [{ kind, resource: { type: state.type, name: partsOf(urn).name, urn } }];
  });
}
