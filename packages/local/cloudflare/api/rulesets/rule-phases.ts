import { defined } from "@seaworthy/core/defined";
import { Refusal } from "../envelope.ts";

export interface PhaseKind {
  /** Actions that its rules may have. */
  readonly actions: readonly string[];
  readonly level: "enforced" | "accepted";
  readonly note?: string;
  /** True when its expressions may read the response. */
  readonly response?: true;
}

const challenges = ["challenge", "js_challenge", "managed_challenge"];
const enforced = (actions: readonly string[], note?: string): PhaseKind => ({
  actions,
  level: "enforced",
  ...defined({ note }),
});

/** The phases in which a zone or the account can have rules, in Cloudflare's order of execution. */
export const phases: Readonly<Record<string, PhaseKind>> = {
  http_request_dynamic_redirect: enforced(
    ["redirect"],
    "from_value; from_list belongs to bulk redirects",
  ),
  http_request_transform: enforced(["rewrite"], "uri: path and query, by value or expression"),
  http_config_settings: enforced(
    ["set_config"],
    "automatic_https_rewrites, security_level under_attack; the others are stored",
  ),
  http_request_origin: enforced(
    ["route"],
    "host_header; origin and sni are refused, there is no origin server behind the Worker",
  ),
  http_request_firewall_custom: enforced(
    ["block", "log", "skip", ...challenges],
    "a challenge responds 403 with cf-mitigated: it cannot be solved",
  ),
  http_ratelimit: enforced(["block", "log", ...challenges]),
  http_request_firewall_managed: {
    actions: ["execute", "skip", "log"],
    level: "accepted",
    note: "execute with overrides is checked and stored; the contents of Cloudflare's managed rulesets are not public, so nothing is blocked here",
  },
  http_request_redirect: enforced(
    ["redirect"],
    "of the account: from_list names a list of kind redirect; key is http.request.full_uri or raw.http.request.full_uri",
  ),
  http_request_late_transform: enforced(
    ["rewrite"],
    "request headers: set and remove, by value or expression",
  ),
  http_request_cache_settings: enforced(
    ["set_cache_settings"],
    "in front of the Worker. Cloudflare's zone cache is behind the Worker: there, a Worker's responses are cached by cache_options of its version",
  ),
  http_response_headers_transform: {
    ...enforced(["rewrite"], "set, add, remove, by value or expression"),
    response: true,
  },
  http_response_compression: {
    ...enforced(
      ["compress_response"],
      "gzip, Brotli and Zstandard, in the order that a rule gives",
    ),
    response: true,
  },
};

/** Bulk redirects: the only phase here with an account's ruleset. */
export const redirectPhase = "http_request_redirect";

/** Cloudflare phases that are rejected by name. */
export const unsupportedPhases: readonly string[] = [
  "ddos_l4",
  "ddos_l7",
  "http_custom_errors",
  "http_log_custom_fields",
  "http_request_sanitize",
  "http_request_sbfm",
  "http_request_snippets",
  "http_request_cloud_connector",
  "http_response_cache_settings",
  "http_response_firewall_managed",
  "magic_transit",
  "magic_transit_ids_managed",
  "magic_transit_managed",
  "magic_transit_ratelimit",
];

/** Cloudflare actions that no phase supports here. */
export const unsupportedActions: readonly string[] = [
  "score",
  "serve_error",
  "log_custom_field",
  "set_cache_control",
  "set_cache_tags",
  "ddos_dynamic",
  "force_connection_close",
];

/** Whose rules they are: a zone's rulesets are of kind zone, an account's of kind root. */
export type RulesetKind = "zone" | "root";

export function requirePhase(phase: string, kind: RulesetKind): void {
  const isKnown = phases[phase] !== undefined;
  if (isKnown && (phase === redirectPhase) === (kind === "root")) return;
  if (isKnown && kind === "zone") {
    throw new Refusal(400, {
      code: 20018,
      message: `'${phase}' is not a valid value for phase because only an account has its rules`,
      pointer: "/phase",
    });
  }
  if (isKnown || unsupportedPhases.includes(phase)) {
    const where = kind === "root" ? " for the account" : "";
    throw new Refusal(501, {
      code: 20018,
      message: `The phase ${phase} is not implemented by the local cloud${where}.`,
      pointer: "/phase",
    });
  }
  throw new Refusal(400, {
    code: 20018,
    message: `'${phase}' is not a valid value for phase because it is not a phase`,
    pointer: "/phase",
  });
}
