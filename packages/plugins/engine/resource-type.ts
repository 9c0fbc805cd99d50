import type { CheckResult } from "../kit/plugin.ts";
import type { Values } from "../kit/values.ts";
import type { Api } from "./api.ts";
import type { Shape } from "./shape.ts";

/** An object as in the vendor, under the properties' names. */
export interface Remote {
  readonly id: string;
  readonly values: Values;
}

/**
 * How one type's objects are handled over the vendor's API. Every call may be made again after a
 * kill.
 */
export interface Calls<Backend = Api> {
  /**
   * The object that `create` would make, if it is there: made by a create whose answer was lost, or
   * by hand.
   */
  find(backend: Backend, inputs: Values): Promise<Remote | undefined>;
  create(backend: Backend, inputs: Values): Promise<Remote>;
  /** `known` are inputs and outputs in state, or for an import the parts of its id. */
  read(backend: Backend, id: string, known: Values): Promise<Remote | undefined>;
  /**
   * Absent where every change replaces. `olds` are the outputs in state; for an object that is
   * taken over, what was found.
   */
  update?(backend: Backend, id: string, inputs: Values, olds: Values): Promise<Remote>;
  /** Absent where the vendor has no such call: the object stays, or goes with another one. */
  delete?(backend: Backend, id: string, known: Values): Promise<void>;
}

/** One row of a plugin's table. */
export interface ResourceType<Backend = Api> {
  readonly token: string;
  readonly shape: Shape;
  /**
   * Inputs that make an object the same one for its vendor. Two objects of one key cannot be there
   * at once.
   */
  readonly naturalKey: readonly string[];
  /**
   * What `pulumi import` is given: names of inputs and `id`, with slashes between; the last one may
   * hold slashes.
   */
  readonly importId: string;
  /** What types cannot say: more mistakes, and inputs that follow from others. */
  readonly prepare?: (inputs: Values) => CheckResult;
  readonly calls: Calls<Backend>;
}
