/** Which fields a phase's expressions may use. */
export interface Phase {
  readonly product: string;
  /**
   * `packet` phases see no HTTP; `both` is rate limiting, whose counting expression sees the
   * response.
   */
  readonly sees: "packet" | "request" | "response" | "both";
  /** The available fields, if Cloudflare lists them; `name.*` means all fields below a name. */
  readonly only?: readonly string[];
  /**
   * The fields available in values, if Cloudflare lists them for values only; filters may use every
   * field of the phase.
   */
  readonly values?: readonly string[];
  /** Fields that are documented only for some phases, including this one. */
  readonly also?: readonly string[];
}

/** From rules/transform/…/reference/fields-functions: shared by the three transforms. */
const transforming: readonly string[] = [
  "cf.edge.client_port",
  "cf.edge.server_ip",
  "cf.edge.server_port",
  "cf.hostname.metadata",
  "cf.random_seed",
  "cf.ray_id",
  "cf.tls_cipher",
  "cf.tls_client_auth.*",
  "cf.tls_client_ciphers_sha1",
  "cf.tls_ciphers_sha1",
  "cf.tls_client_extensions_sha1",
  "cf.tls_client_extensions_sha1_le",
  "cf.tls_client_hello_length",
  "cf.tls_client_random",
  "cf.tls_version",
  "cf.zone.name",
  "http.cookie",
  "http.host",
  "http.referer",
  "http.request.accepted_languages",
  "http.request.cookies",
  "http.request.full_uri",
  "http.request.headers.*",
  "http.request.method",
  "http.request.timestamp.*",
  "http.request.uri.*",
  "http.request.version",
  "http.user_agent",
  "http.x_forwarded_for",
  "ip.geoip.*",
  "ip.src.*",
  "raw.http.request.*",
  "ssl",
];
const timed = [
  "cf.edge.client_tcp",
  "cf.edge.l4.delivery_rate",
  "cf.timings.client_quic_rtt_msec",
  "cf.timings.client_tcp_rtt_msec",
];
const scored = [
  "cf.bot_management.*",
  "cf.bot_detection.*",
  "cf.client.bot",
  "cf.threat_score",
  "cf.verified_bot_category",
  "cf.metal.id",
];
const judged = [
  "cf.waf.auth_detected",
  "cf.waf.credential_check.*",
  "cf.waf.score.*",
  "cf.fraud_detection.*",
  "http.request.jwt.claims.*",
];
/** Body fields in the values of both header transforms. */
const bodies = [
  "http.request.body.form.*",
  "http.request.body.multipart.*",
  "http.request.body.raw",
  "http.request.body.size",
  "http.request.body.truncated",
];
const answered = [
  "http.response.*",
  "raw.http.response.*",
  "cf.timings.edge_msec",
  "cf.timings.origin_ttfb_msec",
  "cf.timings.worker_msec",
];
const failed = ["cf.response.*"];
const sequences = ["cf.sequence.*"];
const languages = ["http.request.accepted_languages"];
/** Shared by the values of both header transforms. */
const headerValues: readonly string[] = [
  ...transforming,
  ...timed,
  ...scored,
  ...bodies,
  "cf.fraud.email_risk",
  "cf.worker.upstream_zone",
];
/** Fields that only transforms have. */
const rewriting = [...languages, "ip.src.timezone.name"];

/** All of Cloudflare's phases (ruleset-engine/reference/phases-list), in order of execution. */
export const phases = {
  ddos_l4: { product: "Network-layer DDoS protection", sees: "packet" },
  magic_transit: { product: "Network Firewall", sees: "packet" },
  magic_transit_managed: { product: "Network Firewall managed rulesets", sees: "packet" },
  magic_transit_ratelimit: { product: "Network Firewall rate limiting", sees: "packet" },
  magic_transit_ids_managed: { product: "Network Firewall intrusion detection", sees: "packet" },
  http_request_sanitize: { product: "URL normalization", sees: "request" },
  http_request_dynamic_redirect: { product: "Single Redirects", sees: "request", also: languages },
  http_request_transform: {
    product: "URL Rewrite Rules",
    sees: "request",
    only: [...transforming, ...timed, "cf.worker.upstream_zone"],
    also: rewriting,
  },
  http_request_api_gateway_early: { product: "API Shield", sees: "request" },
  http_config_settings: { product: "Configuration Rules", sees: "request" },
  http_request_origin: { product: "Origin Rules", sees: "request" },
  ddos_l7: { product: "HTTP DDoS protection", sees: "request" },
  http_request_firewall_custom: { product: "WAF custom rules", sees: "request", also: sequences },
  http_ratelimit: { product: "WAF rate limiting rules", sees: "both", also: sequences },
  http_request_api_gateway_late: { product: "API Shield", sees: "request" },
  http_request_firewall_managed: { product: "WAF managed rules", sees: "request" },
  http_request_sbfm: { product: "Super Bot Fight Mode", sees: "request" },
  http_request_redirect: {
    product: "Bulk Redirects",
    sees: "request",
    only: [
      ...[
        "cf.edge.client_port",
        "cf.edge.server_ip",
        "cf.edge.server_port",
        "cf.metal.id",
        "cf.ray_id",
        "cf.tls_client_auth.*",
        "cf.zone.name",
      ],
      ...transforming.filter((name) => !name.startsWith("cf.")),
      ...sequences,
    ],
    also: [...languages, ...sequences],
  },
  http_request_late_transform: {
    product: "Request Header Transform Rules",
    sees: "request",
    values: [...headerValues, ...judged, ...sequences],
    also: [...rewriting, ...sequences],
  },
  http_request_cache_settings: { product: "Cache Rules", sees: "request" },
  http_request_snippets: { product: "Snippets", sees: "request" },
  http_request_cloud_connector: { product: "Cloud Connector", sees: "request" },
  http_custom_errors: { product: "Custom Errors", sees: "response", also: failed },
  http_response_cache_settings: {
    product: "Cache Response Rules",
    sees: "response",
    also: languages,
  },
  http_response_headers_transform: {
    product: "Response Header Transform Rules",
    sees: "response",
    values: [...headerValues, ...answered, ...failed],
    also: [...rewriting, ...failed],
  },
  http_response_compression: { product: "Compression Rules", sees: "response" },
  http_response_firewall_managed: { product: "Sensitive data detection", sees: "response" },
  http_log_custom_fields: { product: "Logpush custom fields", sees: "response" },
} as const satisfies Readonly<Record<string, Phase>>;

export type PhaseName = keyof typeof phases;

export function isPhase(name: string): name is PhaseName {
  return Object.hasOwn(phases, name);
}

/** Whether `patterns` contains that name; `a.*` includes `a` and everything starting with `a.`. */
export function listed(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith(".*") ? `${name}.`.startsWith(pattern.slice(0, -1)) : pattern === name,
  );
}
