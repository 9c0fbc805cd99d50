import * as pulumi from "@pulumi/pulumi";
import { parseBindings } from "@seaworthy/platform/bindings/bindings";
import type { Module } from "@seaworthy/platform/modules/define-module";
import type { WorkerBinding } from "./worker-bindings.ts";

export interface BindingCheckArgs {
  readonly bindings: readonly WorkerBinding[];
  readonly modules: readonly Module[];
}

/**
 * Parses the bindings as the Worker will, before the version is uploaded: anything that would make
 * it respond 503 fails the `up`, reported by name and reason but never by value; its warnings
 * become warnings here. Values unknown in a preview are checked by `up`.
 */
export class BindingCheck extends pulumi.ComponentResource {
  /** Resolves when all bindings are valid. */
  readonly passed: pulumi.Output<true>;

  constructor(
    name: string,
    { bindings, modules }: BindingCheckArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("seaworthy:infra:BindingCheck", name, {}, options);
    this.passed = pulumi.output([...bindings]).apply((known): true => {
      const { errors, warnings } = parseBindings(environmentOf(known), modules);
      for (const warning of warnings) void pulumi.log.warn(explained(warning), this);
      if (errors.length > 0) throw refusal(errors);
      return true;
    });
    this.registerOutputs({});
  }
}

/** `NAME: not set` alone does not tell whether the stack works. */
function explained(warning: string): string {
  const [, missing] = /^(\w+): not set$/.exec(warning) ?? [];
  return missing === undefined
    ? `The Worker's binding ${warning}`
    : `${missing} is not set: routes that need it respond 503, everything else works.`;
}

/** The Worker's `env`, with stand-ins for services that only the runtime can create. */
function environmentOf(bindings: readonly pulumi.Unwrap<WorkerBinding>[]): Record<string, unknown> {
  return Object.fromEntries(bindings.map(({ name, type, text }) => [name, services[type] ?? text]));
}

const services: Readonly<Record<string, object>> = {
  hyperdrive: { connectionString: "" },
  durable_object_namespace: { idFromName: null, get: null },
  version_metadata: { id: "" },
  queue: { send: null },
  ai: {},
  analytics_engine: {},
  vectorize: {},
};

/** Pulumi prints its own errors without a stack trace. */
function refusal(errors: readonly string[]): pulumi.RunError {
  const list = errors.map((error) => `  ${error}`).join("\n");
  return new pulumi.RunError(
    `CONFIG_INVALID: With these bindings the Worker would respond 503 to every request, so its version was not uploaded.\n${list}`,
  );
}
