import type { Place } from "../place.ts";
import type { Declaration, PlannedChange } from "../reports/report.ts";
import type { PlannedResource } from "./resource.ts";
import type { PlannedObject } from "./value.ts";

/**
 * What a program declares, in the form that is judged, whether read by the command, the pack or a
 * test.
 */
export interface Plan {
  readonly resources: readonly PlannedResource[];
  /** By URN. */
  readonly declared?: ReadonlyMap<string, Declared>;
  readonly changes?: readonly PlannedChange[];
  /** Secret texts that rules may read; no report shows them. */
  readonly secretTexts?: ReadonlySet<string>;
  readonly sources?: Sources;
  /** The stack's configuration by full key, without encrypted values. */
  readonly config?: PlannedObject;
}

/** What a preview knows about a resource besides its properties. */
export interface Declared {
  readonly place?: Declaration;
  readonly aliases: readonly { type: string; name: string }[];
}

/** The files that a plan was made from, as far as findings may point into them. */
export interface Sources {
  /** Where a name occurs in the program, as a whole string; nearest to a declaration first. */
  find(name: string, near?: Place): Place | undefined;
  /** Where a text occurs in the program or the stack file, even inside other text. */
  written(text: string): Place | undefined;
  /** Where a resource is declared under that name, for programs whose SDK does not record it. */
  declaration(type: string, name: string): Place | undefined;
  /** All lines where a name occurs in the program, as a whole string. */
  all(name: string, near: Place): readonly Place[];
  /** Where the program contains the longest part of a composed text. */
  resembling(text: string, near: Place): Place | undefined;
  /** The line of a property, in the file of a declaration. */
  property(name: string, near: Place): Place | undefined;
  /** The line of a property that a single place of the declaration's folder sets. */
  onlyProperty(name: string, near: Place): Place | undefined;
  /** The line of a key of the stack file, such as `seaworthy:edge.hostname`. */
  lineOfKey(key: string): Place | undefined;
}
