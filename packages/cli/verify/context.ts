import type { PlannedResource, ResourceKind } from "@seaworthy/readiness/plan/resource";
import { ofType } from "@seaworthy/readiness/plan/resource";
import { type Dependency, dependencyOn } from "@seaworthy/readiness/score/dependencies";
import { newVisitor, type Visitor } from "./http/visitor.ts";
import type { Target } from "./target.ts";

/** What one experiment works with. */
export interface Context extends Target {
  /** Aborted at the experiment's timeout. */
  readonly signal: AbortSignal;
  /**
   * The declared resources of a kind. The proof depends on what is read here: the whole resources,
   * or only those parts, such as `bindings[NAME]`.
   */
  declared(kind: ResourceKind, parts?: readonly string[]): readonly PlannedResource[];
  /** A visitor with fresh rate-limit counters, if the stack allows choosing addresses. */
  visitor(): Visitor;
  /** Runs after the experiment, even if it fails; in reverse order. */
  cleanUp(work: () => Promise<unknown>): void;
}

export interface OpenContext extends Context {
  /** Everything that `declared` has returned. */
  used(): readonly Dependency[];
  close(): Promise<void>;
}

export function openContext(target: Target, signal: AbortSignal): OpenContext {
  const used = new Map<string, Dependency>();
  const works: (() => Promise<unknown>)[] = [];
  const visitors: Visitor[] = [];
  return {
    ...target,
    signal,
    declared: (kind, parts) => {
      const found = ofType(target.resources, kind);
      for (const one of found) used.set(`${one.urn} ${parts?.join()}`, dependencyOn(one, parts));
      return found;
    },
    visitor: () => {
      const visitor = newVisitor(target.origins, signal);
      visitors.push(visitor);
      return visitor;
    },
    cleanUp: (work) => void works.push(work),
    used: () => [...used.values()],
    close: async () => {
      for (const visitor of visitors) visitor.leave();
      for (const work of works.splice(0).toReversed()) await work();
    },
  };
}
