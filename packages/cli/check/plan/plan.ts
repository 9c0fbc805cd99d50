import { defined } from "@seaworthy/core/defined";
import type { Declared, Plan } from "@seaworthy/readiness/plan/plan";
import type { PlannedResource } from "@seaworthy/readiness/plan/resource";
import type { PlannedChange } from "@seaworthy/readiness/reports/report";
import type { PreviewStep } from "../preview/preview.ts";
import { type Marks, noMarks, readProperties } from "./properties.ts";
import { partsOf, type Registration } from "./registrations.ts";
import { declarationOf } from "./source-line.ts";
import { awaitedTexts, type Outputs, readOutputs } from "./stand-in-sources.ts";

/** A preview's result in the form that policies take. */
export type PreviewedPlan = Plan & Required<Pick<Plan, "declared" | "changes" | "secretTexts">>;

export interface PlanSource {
  /** Folder of Pulumi.yaml, which file names are relative to. */
  readonly root: string;
  /** By URN. */
  readonly registrations: ReadonlyMap<string, Registration>;
}

export function readPlan(steps: readonly PreviewStep[], source: PlanSource): PreviewedPlan {
  const last = new Map(
    steps
      .filter(({ op, newState }) => newState !== undefined && !op.startsWith("delete"))
      .map((step) => [step.urn, step]),
  );
  const planned = [...last.values()];
  const outputs = readOutputs(source.registrations);
  const read = planned.map((step) => readResource(step, source, outputs));
  return {
    resources: read.map(({ resource }) => resource),
    secretTexts: new Set(read.flatMap(({ secretTexts }) => [...secretTexts])),
    declared: new Map(planned.map((step) => [step.urn, readDeclared(step, source)])),
    changes: readChanges(steps),
  };
}

function readResource(
  { urn, newState }: PreviewStep,
  { registrations }: PlanSource,
  outputs: Outputs,
): { resource: PlannedResource } & Pick<Marks, "secretTexts"> {
  const marks = noMarks();
  const registration = registrations.get(urn);
  const plan = { ...registration?.outputs, ...newState?.outputs, ...newState?.inputs };
  const declared = { ...registration?.outputs, ...registration?.inputs };
  const props = readProperties(plan, declared, registration?.answer ?? {}, marks);
  const { secretTexts, standInTexts, ...paths } = marks;
  const resource = {
    type: newState?.type ?? "",
    name: partsOf(urn).name,
    urn,
    props,
    options: {
      protect: newState?.protect ?? false,
      retainOnDelete: newState?.retainOnDelete ?? false,
      ...registration?.options,
    },
    ...(newState?.custom === true ? {} : { isComponent: true }),
    ...(registration && {
      dependencies: registration.dependencies,
      propertyDependencies: registration.propertyDependencies,
    }),
    ...paths,
    awaitedTexts: awaitedTexts(standInTexts, outputs),
  };
  return { resource, secretTexts };
}

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
  const registered = registrations.get(urn)?.aliases ?? [];
  const aliases = registered.length > 0 ? registered : formerName(urn, oldState);
  return { aliases, ...defined({ place }) };
}

/** With an existing state, the engine has matched the resource to its former self. */
const formerName = (urn: string, oldState: PreviewStep["oldState"]): Declared["aliases"] =>
  oldState?.urn === undefined || oldState.urn === urn ? [] : [partsOf(oldState.urn)];

const kinds: Readonly<Record<string, PlannedChange["kind"]>> = {
  create: "create",
  update: "update",
  delete: "delete",
  same: "same",
  replace: "replace",
};

/** Components and providers exist only in Pulumi: their changes are not visible outside. */
function readChanges(steps: readonly PreviewStep[]): PlannedChange[] {
  return steps.flatMap(({ op, urn, newState, oldState }) => {
    const kind = kinds[op];
    const state = newState ?? oldState;
    if (kind === undefined || state?.custom !== true || state.type.startsWith("pulumi:")) return [];
    return [{ kind, resource: { type: state.type, name: partsOf(urn).name, urn } }];
  });
}
