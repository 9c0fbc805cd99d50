import { type RuleRequest, sampleRequest } from "@seaworthy/rules-language/index";
import type { Slot } from "./witness/alteration.ts";

/** A request that is never legitimate, and what makes it an attack. */
export interface Attack {
  readonly request: RuleRequest;
  /** The part that contains the attack; without it the request is harmless. */
  readonly in: Slot;
}

const byQuery = (...queries: readonly string[]): readonly Attack[] =>
  queries.map((query) => ({ request: sampleRequest({ path: "/", query }), in: "query" }));

const byPath = (path: string, rawPath = path): Attack => ({
  request: sampleRequest({ path, rawPath }),
  in: "path",
});

export const sqlInjections: readonly Attack[] = byQuery(
  "id=1%20UNION%20SELECT%20password",
  "id=1+union+select+2",
  "id=1%20union%20all%20select%20null",
  "name=%27%20OR%20%271%27=%271",
  "name=x%27+or+1=1--",
  "id=pg_sleep(10)",
  "id=1;%20drop%20table%20posts",
  "t=information_schema.tables",
);

export const pathTraversals: readonly Attack[] = [
  byPath("/etc/passwd", "/static/../../etc/passwd"),
  byPath("/x", "/%2e%2e/%2e%2e/x"),
  byPath("/x", "/%252e%252e/x"),
  byPath("/x", "/..%5c..%5cx"),
  ...byQuery("file=..%2f..%2fetc%2fpasswd"),
];

export const scriptInjections: readonly Attack[] = byQuery(
  "q=%3Cscript%3Ealert(1)%3C/script%3E",
  "q=<SCRIPT src=//x>",
  "next=javascript:alert(1)",
  "q=%3Cimg+src=x+onerror=alert(1)%3E",
  "q=%3Csvg+onload=alert(1)%3E",
);

const byAgent = (agent: string): Attack => ({
  request: sampleRequest({ path: "/", headers: { "user-agent": agent } }),
  in: "header user-agent",
});

export const scannerProbes: readonly Attack[] = [
  ...[
    "/.env",
    "/.GIT/config",
    "/wp-login.php",
    "/wp-admin/setup.php",
    "/.aws/credentials",
    "/phpMyAdmin/index.php",
  ].map((path) => byPath(path)),
  byAgent("sqlmap/1.8"),
  byAgent("Mozilla/5.0 (Nikto/2.5)"),
];

/** The same attack on each of those paths and hosts, unless its own path or host makes it one. */
export function attacksOn(
  attacks: readonly Attack[],
  { paths, hosts }: { readonly paths: readonly string[]; readonly hosts: readonly string[] },
): Attack[] {
  return attacks.flatMap((attack) =>
    hosts.flatMap((host) =>
      (attack.in === "path" ? [undefined] : ["/", ...paths]).map((path) => ({
        ...attack,
        request: {
          ...attack.request,
          host,
          ...(path === undefined ? {} : { path, rawPath: path }),
        },
      })),
    ),
  );
}
