import type { Values } from "./values.ts";

/** A mistake in one property, shown beside the resource before anything is done. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
  /** The plugin does not know the property; the vendor's own may. */
  readonly unknown?: boolean;
}

export interface CheckRequest {
  /** The resource's name in the program. */
  readonly name: string;
  readonly type: string;
  /** What the last `check` returned; empty for a new resource. */
  readonly olds: Values;
  readonly news: Values;
}

export interface CheckResult {
  /** The inputs to go on with: defaults filled in. */
  readonly inputs: Values;
  readonly failures: readonly Failure[];
}

export interface DiffRequest {
  readonly id: string;
  readonly oldInputs: Values;
  readonly olds: Values;
  readonly news: Values;
}

export interface Change {
  /** `rules[0].expression`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
}

export interface DiffResult {
  readonly changes: readonly Change[];
  /** The old object must be gone before the new one can be made. */
  readonly deleteBeforeReplace?: boolean;
}

export interface CreateRequest {
  readonly name: string;
  readonly inputs: Values;
  readonly preview: boolean;
}

export interface Created {
  readonly id: string;
  readonly outputs: Values;
}

export interface ReadRequest {
  readonly id: string;
  /** Undefined when the resource is being imported. */
  readonly inputs: Values | undefined;
  readonly outputs: Values;
}

export interface Found {
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

export interface UpdateRequest {
  readonly id: string;
  readonly oldInputs: Values;
  readonly olds: Values;
  readonly news: Values;
  readonly preview: boolean;
}

interface DeleteRequest {
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

/**
 * One resource type. Values arrive without secret marks; outputs that are secret of themselves are
 * returned as `Secret`, and those that are secret because an input was are marked by the server.
 * Every method may be repeated after a kill.
 */
export interface ResourceHandler {
  check(request: CheckRequest): CheckResult | Promise<CheckResult>;
  diff(request: DiffRequest): DiffResult | Promise<DiffResult>;
  create(request: CreateRequest): Promise<Created>;
  /** Undefined when the object is gone. */
  read(request: ReadRequest): Promise<Found | undefined>;
  update(request: UpdateRequest): Promise<Values>;
  /** Succeeds when the object is gone already. */
  delete(request: DeleteRequest): Promise<void>;
}

/** A data source. Throws INPUT_INVALID for arguments that it does not understand. */
type FunctionHandler = (args: Values) => Promise<Values>;

/** A package's resources and functions by token, made for one provider configuration. */
export interface Handlers {
  readonly resources: Readonly<Record<string, ResourceHandler>>;
  readonly functions: Readonly<Record<string, FunctionHandler>>;
  /** For types and functions that are in neither table; without it they are refused by name. */
  readonly otherResource?: (token: string) => ResourceHandler;
  readonly otherFunction?: (token: string) => FunctionHandler;
}

/**
 * A package as the engine asks for it: its own name, or the one that a bridge was parameterized
 * with.
 */
export interface PluginPackage {
  readonly name: string;
  readonly version: string;
  /** What it returns as inputs is kept in state. */
  checkConfig(inputs: Values): CheckResult;
  /**
   * Throws CONFIG_INVALID when something is missing, with the key and the variable that may hold
   * it.
   */
  configure(inputs: Values): Handlers;
}

export interface Plugin {
  readonly name: string;
  readonly version: string;
  /** The package that is served until the engine parameterizes the plugin; a bridge has none. */
  readonly package?: PluginPackage;
  /** Throws INPUT_INVALID for a package that the plugin does not have. */
  parameterize?(name: string, version: string): PluginPackage;
}
