import type { Kind } from "./stack-names.ts";

interface GenericName {
  readonly kind: Kind;
  readonly names: readonly string[];
  /** The only package or file that may use it; default: all may. */
  readonly within?: string;
  readonly reason: string;
}

/** Words of the stack that also have a meaning without it. */
export const genericNames: readonly GenericName[] = [
  {
    kind: "resource",
    names: ["app", "database", "edge", "errors", "redis", "secrets"],
    reason: "Components of the stack have the names of what they are; policies' areas do too.",
  },
  {
    kind: "table",
    names: ["posts"],
    within: "packages/readiness/rules/",
    reason: "The table of the examples by which policies show their fix.",
  },
  {
    kind: "table",
    names: ["tables"],
    reason: "A word of SQL: information_schema.tables, grants on all tables.",
  },
  {
    kind: "path",
    names: ["app", "infra", "policies"],
    within: "packages/core/project.ts",
    reason: "The one file that names the layout of a stack.",
  },
  {
    kind: "secret",
    names: ["webhook"],
    within: "packages/local/sentry/",
    reason: "A kind of action in Sentry's API.",
  },
  {
    kind: "secret",
    names: ["webhook"],
    within: "packages/plugins/sentry/",
    reason: "A kind of action in Sentry's API.",
  },
  {
    kind: "binding",
    names: ["ANALYTICS"],
    reason: "A type of bucket in Supabase's own schema of storage.",
  },
];

export function isGeneric(kind: Kind, name: string, file: string): boolean {
  return genericNames.some(
    (generic) =>
      generic.kind === kind &&
      generic.names.includes(name) &&
      file.startsWith(generic.within ?? "packages/"),
  );
}
