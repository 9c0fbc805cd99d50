import { defined } from "@seaworthy/core/defined";
import { readPlanned } from "./read.ts";
import type { PlannedResource } from "./resource.ts";
import { isObject, type PlannedObject, type PlannedValue } from "./value.ts";

/** A resource as a program declares it: secrets are wrapped, as in Pulumi's wire format. */
export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options?: PlannedResource["options"];
}

/**
 * How Pulumi marks a secret among plain values: `specialSigKey` and `specialSecretSig` of
 * @pulumi/pulumi/runtime/rpc.
 */
const signature = {
  key: "4dabf18193072939515e22adb298388d",
  secret: "1b47061264138c4ac30d75fd1eb44270",
};

/** The resource with plain values, and the paths of those that were marked secret. */
export function planDeclared({ type, name, inputs, options }: DeclaredResource): PlannedResource {
  const secretPaths = new Set<string>();
  const { props } = readPlanned({
    type,
    name,
    urn: `urn:pulumi:stack::seaworthy::${type}::${name}`,
    props: { ...inputs },
  });
  const plain = Object.entries(props).map(
    ([key, value]) => [key, unwrap(value, key, secretPaths)] as const,
  );
  return {
    type,
    name,
    urn: `urn:pulumi:stack::seaworthy::${type}::${name}`,
    props: Object.fromEntries(plain),
    secretPaths,
    ...defined({ options }),
  };
}

function unwrap(value: PlannedValue, path: string, secretPaths: Set<string>): PlannedValue {
  if (Array.isArray(value))
    return value.map((item: PlannedValue, index) => unwrap(item, `${path}[${index}]`, secretPaths));
  if (!isObject(value)) return value;
  if (value[signature.key] === signature.secret) {
    secretPaths.add(path);
    return unwrap(value.value, path, secretPaths);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, PlannedValue] => [
      key,
      unwrap(inner, `${path}.${key}`, secretPaths),
    ]),
  ) as PlannedObject;
}
