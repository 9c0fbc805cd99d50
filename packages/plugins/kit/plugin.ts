import type { Values } from "./values.ts";

/** An error in one property, shown with the resource before anything is done. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
  /** The plugin does not know the property, but the vendor's own plugin may. */
  readonly unknown?: boolean;
}

export interface CheckRequest {
  /** The resource's name in the program. */
  readonly name: string;
  readonly type: string;
  /** Result of the last `check`; empty for a new resource. */
  readonly olds: Values;
  readonly news: Values;
}

export interface CheckResult {
  /** The inputs with defaults filled in. */
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
  /** The old object must be deleted before the new one can be created. */
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
  /** Undefined for an import. */
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
 * One resource type. Values arrive without secret marks. Outputs that are secret in themselves are
 * returned as `Secret`; outputs that are secret because an input was are marked by the server. All
 * methods can be repeated after a kill.
 */
export interface ResourceHandler {
  check(request: CheckRequest): CheckResult | Promise<CheckResult>;
  diff(request: DiffRequest): DiffResult | Promise<DiffResult>;
  create(request: CreateRequest): Promise<Created>;
  /** Undefined when the object does not exist. */
  read(request: ReadRequest): Promise<Found | undefined>;
  update(request: UpdateRequest): Promise<Values>;
  /** Succeeds when the object no longer exists. */
  delete(request: DeleteRequest): Promise<void>;
}

/** A data source. Throws INPUT_INVALID for unsupported arguments. */
type FunctionHandler = (args: Values) => Promise<Values>;

/** A package's resources and functions by token, for one provider configuration. */
export interface Handlers {
  readonly resources: Readonly<Record<string, ResourceHandler>>;
  readonly functions: Readonly<Record<string, FunctionHandler>>;
  /** Handles types and functions missing from both tables; otherwise they are rejected by name. */
  readonly otherResource?: (token: string) => ResourceHandler;
  readonly otherFunction?: (token: string) => FunctionHandler;
}

/**
 * A package as the engine requests it: its own name, or the one that a bridge was parameterized
 * with.
 */
export interface PluginPackage {
  readonly name: string;
  readonly version: string;
  /** The returned inputs are kept in state. */
  checkConfig(inputs: Values): CheckResult;
  /**
   * Throws CONFIG_INVALID when something is missing, naming the key and the environment variable.
   */
  configure(inputs: Values): Handlers;
}

export interface Plugin {
  readonly name: string;
  readonly version: string;
  /** The package served before the engine parameterizes the plugin; a bridge has none. */
  readonly package?: PluginPackage;
  /** Throws INPUT_INVALID for an unknown package. */
  parameterize?(name: string, version: string): PluginPackage;
}
