import { Refusal } from "./envelope.ts";

/** The phases that the local edge enforces, in the order in which Cloudflare runs them, and the actions of their rules. */
export const enforcedPhases: Readonly<Record<string, readonly string[]>> = {
  http_request_firewall_custom: ["block", "log", "skip"],
  http_ratelimit: ["block", "log"],
  http_request_cache_settings: ["set_cache_settings"],
  http_response_headers_transform: ["rewrite"],
};

/** Phases of Cloudflare that are refused by name. */
export const unsupportedPhases: readonly string[] = [
  "ddos_l4",
  "ddos_l7",
  "http_config_settings",
  "http_custom_errors",
  "http_log_custom_fields",
  "http_request_dynamic_redirect",
  "http_request_firewall_managed",
  "http_request_late_transform",
  "http_request_origin",
  "http_request_redirect",
  "http_request_sanitize",
  "http_request_sbfm",
  "http_request_transform",
  "http_response_cache_settings",
  "http_response_compression",
  "http_response_firewall_managed",
  "magic_transit",
  "magic_transit_ids_managed",
  "magic_transit_managed",
  "magic_transit_ratelimit",
];

/** Actions of Cloudflare that need what is not here (a browser challenge, managed rulesets). */
export const unsupportedActions: readonly string[] = [
  "challenge",
  "js_challenge",
  "managed_challenge",
  "execute",
  "redirect",
  "route",
  "score",
  "serve_error",
  "set_config",
  "compress_response",
  "log_custom_field",
];

export function requirePhase(phase: string): void {
  if (enforcedPhases[phase]) return;
  if (unsupportedPhases.includes(phase)) {
    throw new Refusal(501, { code: 20018, message: `The phase ${phase} is not implemented by the local cloud.`, pointer: "/phase" });
  }
  throw new Refusal(400, {
    code: 20018,
    message: `'${phase}' is not a valid value for phase because it is not a phase`,
    pointer: "/phase",
  });
}
