/**
 * The fields available in values of header transforms, as Cloudflare's pages list them
 * (developers.cloudflare.com/rules/transform/request-header-modification/reference/fields-functions
 * and …/response-header-modification/…, updated on 2026-08-25). `name.*` means all fields below a
 * name.
 */
const both = `
  cf.bot_management.* cf.client.bot cf.verified_bot_category cf.edge.server_ip cf.edge.server_port
  cf.edge.client_port cf.edge.client_tcp cf.edge.l4.delivery_rate cf.hostname.metadata cf.zone.name
  cf.random_seed cf.ray_id cf.timings.client_quic_rtt_msec cf.timings.client_tcp_rtt_msec
  cf.tls_version cf.tls_cipher cf.tls_client_hello_length cf.tls_client_random
  cf.tls_client_extensions_sha1 cf.tls_client_extensions_sha1_le cf.tls_client_ciphers_sha1
  cf.tls_client_auth.* cf.worker.upstream_zone cf.fraud.email_risk http.cookie http.host
  http.referer http.request.accepted_languages http.request.cookies http.request.headers
  http.request.headers.* http.request.method http.request.body.form http.request.body.form.*
  http.request.body.multipart http.request.body.multipart.* http.request.body.raw
  http.request.body.size http.request.body.truncated http.request.timestamp.sec
  http.request.timestamp.msec http.request.full_uri http.request.uri http.request.uri.*
  http.request.version raw.http.request.full_uri raw.http.request.uri raw.http.request.uri.*
  raw.http.request.headers raw.http.request.headers.* http.user_agent http.x_forwarded_for ip.src
  ip.src.lat ip.src.lon ip.src.asnum ip.src.city ip.src.country ip.src.continent ip.src.metro_code
  ip.src.postal_code ip.src.region ip.src.region_code ip.src.is_in_european_union
  ip.src.subdivision_1_iso_code ip.src.subdivision_2_iso_code ssl`;

export const headerValueFields = {
  http_request_late_transform: `${both}
    http.request.jwt.claims http.request.jwt.claims.* cf.fraud_detection.disposable_email
    cf.sequence.current_op cf.sequence.msec_since_op cf.sequence.previous_ops
    cf.waf.auth_detected cf.waf.credential_check.* cf.waf.score cf.waf.score.*`,
  http_response_headers_transform: `${both}
    http.response.code http.response.content_type.media_type http.response.headers
    http.response.headers.* raw.http.response.headers raw.http.response.headers.*
    cf.response.1xxx_code cf.response.error_type cf.timings.edge_msec
    cf.timings.origin_ttfb_msec cf.timings.worker_msec`,
} as const;
