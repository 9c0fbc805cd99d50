import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import { objectsIn, type PlannedValue } from "../../../plan/value.ts";
import { read } from "../checks.ts";
import { awaitedBindings } from "./awaited.ts";
import { identityOf, textPathOf } from "./awaited-texts.ts";

/** A place where a program uses a secret. */
export interface SecretUse {
  readonly resource: PlannedResource;
  /** Display name: a binding, or a login with its resource. */
  readonly name: string;
  /** Uses with one purpose share one value: a login and everything that logs in with it. */
  readonly purpose: string;
  /** Equal for equal values; undefined when that cannot be determined. */
  readonly identity: string | undefined;
}

/** Everything that the program keeps secret, by purpose. */
export function secretUses(resources: readonly PlannedResource[]): SecretUse[] {
  return [...boundSecrets(resources), ...passwords(resources)].filter(
    ({ identity }) => identity !== "",
  );
}

/** A key and its previous one are equal when no rotation is in progress. */
function boundSecrets(resources: readonly PlannedResource[]): SecretUse[] {
  const awaited = awaitedBindings(resources);
  return ofType(resources, "workerVersion").flatMap((resource) => {
    const bindings = objectsIn(resource.props.bindings);
    return bindings
      .filter(({ type, name, text }) => {
        const isGiven = !(text === "" && awaited.has(String(name)));
        return type === "secret_text" && isGiven && !String(name).endsWith("_PREVIOUS");
      })
      .map((binding) => ({
        resource,
        name: String(binding.name),
        purpose: `binding ${String(binding.name)}`,
        identity: identityOf(resource, textPathOf(bindings, binding), binding.text),
      }));
  });
}

function passwords(resources: readonly PlannedResource[]): SecretUse[] {
  const of = (kind: "databaseRole" | "aclUser" | "supabaseProject", property: string) =>
    ofType(resources, kind).map((resource) => useOf(resource, property, read(resource, property)));
  return [
    ...of("databaseRole", "password"),
    ...of("aclUser", "password"),
    ...of("supabaseProject", "databasePassword"),
  ].filter(({ identity }) => identity !== undefined);
}

const useOf = (resource: PlannedResource, property: string, value: PlannedValue): SecretUse => ({
  resource,
  name: `${property} of ${resource.name}`,
  purpose: resource.urn,
  identity: identityOf(resource, property, value),
});
