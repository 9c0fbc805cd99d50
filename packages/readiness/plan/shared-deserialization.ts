import deserialization from "@pulumi/policy/deserialize.js";

type Deserialize = (message: object, proxySecrets: boolean) => object;

/** Internal to `@pulumi/policy`, so it is missing from its types. */
interface Deserialization {
  deserializeProperties?: Deserialize;
}

/**
 * Makes `@pulumi/policy` deserialize each resource once per request of the engine. It would do so
 * again for each policy, which costs more than judging. Remediations change the object that they
 * receive, so they keep their own.
 */
export function shareDeserialized(module: Deserialization = deserialization): void {
  const { deserializeProperties: deserialize } = module;
  if (deserialize === undefined) return;
  const known = new WeakMap<object, object>();
  module.deserializeProperties = (message, proxySecrets) => {
    if (proxySecrets) return deserialize(message, proxySecrets);
    const properties = known.get(message) ?? deserialize(message, proxySecrets);
    known.set(message, properties);
    return properties;
  };
}
