import type { CheckResult } from "../kit/plugin.ts";
import type { Values } from "../kit/values.ts";
import type { Api } from "./api.ts";
import type { Shape } from "./shape.ts";

/** An object of the vendor, with the properties' names. */
export interface Remote {
  readonly id: string;
  readonly values: Values;
}

/** How one type's objects are managed over the vendor's API. All calls are idempotent. */
export interface Calls<Backend = Api> {
  /**
   * The object that `create` would create, if it exists: from a create whose response was lost, or
   * created manually.
   */
  find(backend: Backend, inputs: Values): Promise<Remote | undefined>;
  create(backend: Backend, inputs: Values): Promise<Remote>;
  /** `known` contains inputs and outputs from state, or for an import the parts of its id. */
  read(backend: Backend, id: string, known: Values): Promise<Remote | undefined>;
  /**
   * Absent when every change replaces. `olds` contains the outputs from state; for an adopted
   * object, what was found.
   */
  update?(backend: Backend, id: string, inputs: Values, olds: Values): Promise<Remote>;
  /** Absent when the vendor has no such call: the object stays, or is deleted with another one. */
  delete?(backend: Backend, id: string, known: Values): Promise<void>;
}

/** One row of a plugin's table. */
export interface ResourceType<Backend = Api> {
  readonly token: string;
  readonly shape: Shape;
  /**
   * Inputs that identify the object at its vendor. Two objects with the same key cannot exist at
   * once.
   */
  readonly naturalKey: readonly string[];
  /**
   * The id for `pulumi import`: names of inputs and `id`, separated by slashes; the last one may
   * contain slashes.
   */
  readonly importId: string;
  /** What types cannot express: further errors, and derived inputs. */
  readonly prepare?: (inputs: Values) => CheckResult;
  readonly calls: Calls<Backend>;
}
