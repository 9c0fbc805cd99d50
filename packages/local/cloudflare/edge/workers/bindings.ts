import { defined } from "@seaworthy/core/defined";
import type { WorkerOptions } from "miniflare";
import type { Hyperdrives } from "../../hyperdrive/index.ts";
import { producerName } from "../queues/producer-binding.ts";
import type { BindingState, NamespaceState, VersionState } from "../state.ts";

type BindingOptions = Required<
  Pick<WorkerOptions, "bindings" | "hyperdrives" | "durableObjects" | "wrappedBindings">
>;

/** Turns one kind of binding into runtime options. */
type BindingMaker<Kind extends BindingState["kind"]> = (
  binding: Extract<BindingState, { kind: Kind }>,
  options: BindingOptions,
  scope: BindingScope,
) => void | Promise<void>;

interface BindingScope {
  readonly version: VersionState;
  readonly namespaces: readonly NamespaceState[];
  /**
   * The runtime's name of the version that hosts the Durable Objects; undefined when it is this
   * one.
   */
  readonly objectHost: string | undefined;
  readonly hyperdrives: Hyperdrives;
}

const makers: { [Kind in BindingState["kind"]]: BindingMaker<Kind> } = {
  value: (binding, options) => {
    options.bindings[binding.name] = binding.value as never;
  },
  // A plain JSON binding: miniflare's own option invents an id, and error reports need the real
  // release.
  version_metadata: (binding, options, { version }) => {
    options.bindings[binding.name] = {
      id: version.id,
      tag: version.tag,
      timestamp: version.createdOn,
    };
  },
  hyperdrive: async (binding, options, { hyperdrives }) => {
    options.hyperdrives[binding.name] = await hyperdrives.urlOf(
      binding.connectionString,
      binding.connectionLimit,
    );
  },
  queue: ({ name, queueId }, options) => {
    options.wrappedBindings[name] = { scriptName: producerName, bindings: { queue: queueId } };
  },
  durable_object: (binding, options, { namespaces, objectHost }) => {
    const namespace = namespaces.find(({ className }) => className === binding.className);
    if (!namespace) return;
    options.durableObjects[binding.name] = {
      className: binding.className,
      useSQLite: namespace.sqlite,
      unsafeUniqueKey: namespace.id,
      ...defined({ scriptName: objectHost }),
    };
  },
};

export async function bindingOptions(scope: BindingScope): Promise<BindingOptions> {
  const options: BindingOptions = {
    bindings: {},
    hyperdrives: {},
    durableObjects: {},
    wrappedBindings: {},
  };
  for (const binding of scope.version.bindings)
    await makers[binding.kind](binding as never, options, scope);
  return options;
}
