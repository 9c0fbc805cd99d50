import { ofType, type PlannedResource } from "../../../plan/resource.ts";

/**
 * How a key that only a person can make names the binding that it is for: by the variable that its
 * values come in. (States of earlier versions say `GIVEN`.)
 */
const givenBy = /^SEAWORTHY_(?:PROVIDED|GIVEN)_(\w+)$/;

/**
 * Whether a credential waits for its first value, which only a person can make. It is empty until
 * then, and the Worker takes it for not set.
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
