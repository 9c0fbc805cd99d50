import type { Module, PageCheck } from "@seaworthy/platform/modules/define-module";
import { operations } from "@seaworthy/platform/runtime/operations";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";

export interface NamedCheck extends PageCheck {
  readonly name: string;
}

/** The pages that a browser must show: the platform's, then those of the modules. */
export function pageChecks(
  { routes }: Pick<Manifest, "routes">,
  modules: readonly Pick<Module, "name" | "pages">[],
): readonly NamedCheck[] {
  const own = modules.flatMap(({ name: module, pages = {} }) =>
    Object.entries(pages).map(([name, check]) => ({ ...check, name: `${module}: ${name}` })),
  );
  return [
    { name: "health", path: routes.ready, shows: '"status":"ready"' },
    { name: "docs", path: operations.docs.path, shows: routes.ready },
    ...own,
  ];
}
