import { ofType, type PlannedResource } from "../../../plan/resource.ts";
import { objectsIn, type PlannedValue } from "../../../plan/value.ts";
import { read } from "../checks.ts";
import { awaitedBindings } from "./awaited.ts";
import { identityOf, textPathOf } from "./awaited-texts.ts";

/** A place where a program puts a secret. */
export interface SecretUse {
  readonly resource: PlannedResource;
  /** As people call it: a binding, or a login and the resource of it. */
  readonly name: string;
  /** Uses of one purpose hold one value: a login and anyone who logs in by it. */
  readonly purpose: string;
  /** The same for the same value; undefined where nobody can tell. */
  readonly identity: string | undefined;
}

/** Everything that the program keeps secret, by what it is for. */
export function secretUses(resources: readonly PlannedResource[]): SecretUse[] {
  return [...boundSecrets(resources), ...passwords(resources)].filter(
    ({ identity }) => identity !== "",
  );
}

/** A key and the one before it are the same while no rotation goes on. */
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
