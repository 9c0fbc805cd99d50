import type { RuleRequest } from "@seaworthy/rules-language/index";
import { sampleRequest } from "@seaworthy/rules-language/index";
import { type AppRoute, samplePath } from "../../../samples/routes.ts";
import { altered, witnessesOf } from "../../../samples/witness/witness.ts";
import { paths } from "../../rule.ts";
import type { EdgeRule } from "./edge-rules.ts";

/** Folders where web frameworks put files with content hashes in their names. */
export const staticPaths = paths(
  ["/assets", "/static", "/_next/static", "/_astro", "/build", "/favicon.ico"],
  "Paths of files with content hashes in their names, which may be cached for long",
);

/** Whether a rule only matches such files. */
export function isForStaticFiles(
  rule: EdgeRule,
  folders: readonly string[],
  routes: readonly AppRoute[] = [],
): boolean {
  const inside = ({ path }: RuleRequest) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder.replace(/\/$/, "")}/`));
  const requests = [
    sampleRequest(),
    ...routes.map((route) => sampleRequest({ path: samplePath(route), method: route.method })),
    ...folders.map((folder) => sampleRequest({ path: `${folder}/app.0a1b2c.js` })),
  ];
  const met = requests
    .flatMap((request) => [
      request,
      ...witnessesOf(rule.expression, true, rule.options).map((one) => altered(request, one)),
    ])
    .filter(rule.matches);
  return met.length > 0 && met.every(inside);
}
