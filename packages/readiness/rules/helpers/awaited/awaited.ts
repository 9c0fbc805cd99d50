import { ofType, type PlannedResource } from "../../../plan/resource.ts";

/**
 * An operator-supplied key names its binding through the variable that supplies its values. (States
 * of earlier versions use `GIVEN`.)
 */
const givenBy = /^SEAWORTHY_(?:PROVIDED|GIVEN)_(\w+)$/;

/**
 * Whether a credential waits for its first operator-supplied value. Until then it is empty, and the
 * Worker treats it as not set.
 */
export function isAwaited({ props }: PlannedResource): boolean {
  return typeof props.given === "string" && props.generation === 0;
}

/** The bindings that are empty until then. */
export function awaitedBindings(resources: readonly PlannedResource[]): ReadonlySet<string> {
  const names = ofType(resources, "credential").flatMap((credential) =>
    isAwaited(credential) ? (givenBy.exec(String(credential.props.given))?.[1] ?? []) : [],
  );
  return new Set(names.flatMap((name) => [name, `${name}_PREVIOUS`]));
}
