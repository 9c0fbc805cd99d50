import * as pulumi from "@pulumi/pulumi";
import type { Property, Shape } from "@seaworthy/plugins/engine/shape";
import { pluginVersion } from "@seaworthy/plugins/seaworthy/version";

type Scalars = { string: string; number: number; boolean: boolean; any: unknown; json: string };

/** A property's value, as the plugin describes it. */
type ValueOf<P extends Property> = P extends { readonly oneOf: readonly (infer One)[] }
  ? One
  : P["kind"] extends { readonly is: "list"; readonly of: infer Of extends Property }
    ? ValueOf<Of>[]
    : P["kind"] extends { readonly is: "map"; readonly of: infer Of extends Property }
      ? Record<string, ValueOf<Of>>
      : P["kind"] extends { readonly is: "object"; readonly shape: infer S extends Shape }
        ? { [Name in keyof S as string extends Name ? never : Name]: ValueOf<S[Name]> }
        : P["kind"] extends { readonly is: infer Is extends keyof Scalars }
          ? Scalars[Is]
          : never;

/** Never absent from a resource: required, filled in by the vendor, or with a default. */
type Filled = { readonly mode: string } | { readonly default: unknown };
type OutputsOnly = { readonly mode: "output" };
type Required = { readonly mode: "required" };

/** The inputs of a resource; each may be another resource's output. */
export type ArgsOf<S extends Shape> = {
  [Name in keyof S as S[Name] extends Required ? Name : never]: pulumi.Input<
    InputsIn<ValueOf<S[Name]>>
  >;
} & {
  [Name in keyof S as S[Name] extends Required | OutputsOnly ? never : Name]?: pulumi.Input<
    InputsIn<ValueOf<S[Name]>>
  >;
};

/** Elements of lists and maps may be outputs too. */
type InputsIn<Value> = Value extends readonly (infer Of)[]
  ? pulumi.Input<Of extends object ? { [Name in keyof Of]: pulumi.Input<Of[Name]> } : Of>[]
  : Value extends object
    ? { [Name in keyof Value]: pulumi.Input<Value[Name]> }
    : Value;

/** What a resource has once it exists: its inputs, with defaults, and its outputs. */
type OutputsOf<S extends Shape> = {
  readonly [Name in keyof S]: pulumi.Output<
    ValueOf<S[Name]> | (S[Name] extends Filled ? never : undefined)
  >;
};

/** The class of a resource of the plugin: its properties are the plugin's own. */
export function resourceClass<S extends Shape>(token: string, shape: S) {
  const names = Object.keys(shape);
  const isSecret = (name: string) => shape[name]?.secret === true;
  const Made = class extends pulumi.CustomResource {
    constructor(name: string, args: ArgsOf<S>, options?: pulumi.CustomResourceOptions) {
      const given = Object.entries(args as Readonly<Record<string, unknown>>).map(
        ([key, value]) =>
          [key, isSecret(key) && value !== undefined ? pulumi.secret(value) : value] as const,
      );
      const outputs = names.map((key) => [key, undefined] as const);
      const inputs = Object.fromEntries<unknown>([...outputs, ...given]);
      const own = { version: pluginVersion, additionalSecretOutputs: names.filter(isSecret) };
      super(token, name, inputs, pulumi.mergeOptions(own, options));
    }
  };
  return Made as unknown as new (
    name: string,
    args: ArgsOf<S>,
    options?: pulumi.CustomResourceOptions,
  ) => pulumi.CustomResource & OutputsOf<S>;
}
