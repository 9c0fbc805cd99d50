import type { Type } from "../values/types.ts";
import { type FieldDefinition, type FieldRow, neutral, strings } from "./field.ts";

const enterprise = { plan: "enterprise" } as const;
const numbers: Type = { array: "Int" };

/**
 * A human's score: bot rules (`lt 30`) do not match a request about which nothing else is known.
 */
const likelyHuman: FieldDefinition = neutral("Int", { value: 99, ...enterprise });

/** A score of 100 means that Cloudflare did not score the request. */
const notScored: FieldDefinition = neutral("Int", { value: 100, ...enterprise });

const truths = (names: readonly string[], definition = neutral("Bool", enterprise)) =>
  names.map((name): FieldRow => [name, definition]);

const bots: readonly FieldRow[] = [
  ...truths(
    [
      "verified_bot",
      "static_resource",
      "js_detection.passed",
      "corporate_proxy",
      "signed_agent",
    ].map((name) => `cf.bot_management.${name}`),
  ),
  ["cf.bot_management.score", likelyHuman],
  ["cf.bot_management.ja3_hash", neutral("String", enterprise)],
  ["cf.bot_management.ja4", neutral("String", enterprise)],
  ["cf.bot_management.detection_ids", neutral(numbers, enterprise)],
  ["cf.bot_detection.js_check_score", neutral("Int", enterprise)],
  ["cf.client.bot", neutral("Bool")],
  ["cf.verified_bot_category", neutral("String")],
  ["cf.threat_score", neutral("Int")],
];

const scans: readonly FieldRow[] = [
  ...truths(
    ["has_obj", "has_malicious_obj", "has_failed"].map((name) => `cf.waf.content_scan.${name}`),
  ),
  ["cf.waf.content_scan.num_obj", neutral("Int", enterprise)],
  ["cf.waf.content_scan.num_malicious_obj", neutral("Int", enterprise)],
  ["cf.waf.content_scan.obj_sizes", neutral(numbers, enterprise)],
  ["cf.waf.content_scan.obj_types", neutral(strings, enterprise)],
  ["cf.waf.content_scan.obj_results", neutral(strings, enterprise)],
];

const attacks: readonly FieldRow[] = [
  ...["cf.waf.score", "cf.waf.score.sqli", "cf.waf.score.xss", "cf.waf.score.rce"].map(
    (name): FieldRow => [name, notScored],
  ),
  ["cf.waf.score.class", neutral("String", { plan: "business" })],
  ...truths([
    "cf.waf.auth_detected",
    "cf.waf.credential_check.username_leaked",
    "cf.waf.credential_check.username_password_similar",
  ]),
  ["cf.waf.credential_check.password_leaked", neutral("Bool")],
  ["cf.waf.credential_check.username_and_password_leaked", neutral("Bool", { plan: "pro" })],
  ["cf.fraud_detection.disposable_email", neutral("Bool", enterprise)],
  ["cf.fraud.email_risk", neutral("String", { value: "unknown", ...enterprise })],
];

const prompts: readonly FieldRow[] = [
  ...truths(
    ["detected", "pii_detected", "unsafe_topic_detected"].map((name) => `cf.llm.prompt.${name}`),
  ),
  ["cf.llm.prompt.pii_categories", neutral(strings, enterprise)],
  ["cf.llm.prompt.unsafe_topic_categories", neutral(strings, enterprise)],
  ["cf.llm.prompt.custom_topic_categories", neutral({ map: "Int" }, enterprise)],
  ["cf.llm.prompt.injection_score", notScored],
  ["cf.llm.prompt.token_count", neutral("Int", enterprise)],
];

const apis: readonly FieldRow[] = [
  ["cf.api_gateway.auth_id_present", neutral("Bool", enterprise)],
  ["cf.api_gateway.request_violates_schema", neutral("Bool")],
  ["cf.api_gateway.fallthrough_detected", neutral("Bool")],
  ["cf.schema_validation.learned.violated", neutral("Bool")],
  ["cf.schema_validation.uploaded.violated", neutral("Bool")],
  ["cf.sequence.current_op", { ...neutral("String"), listedOnly: true }],
  ["cf.sequence.previous_ops", { ...neutral(strings), listedOnly: true }],
  ["cf.sequence.msec_since_op", { ...neutral({ map: "Int" }), listedOnly: true }],
];

const claims: readonly FieldRow[] = (
  [
    ["aud", "String"],
    ["iat.sec", "Int"],
    ["iss", "String"],
    ["jti", "String"],
    ["nbf.sec", "Int"],
    ["sub", "String"],
  ] as const
).flatMap(([name, type]): FieldRow[] => [
  [`http.request.jwt.claims.${name}`, neutral({ map: { array: type } }, enterprise)],
  [`http.request.jwt.claims.${name}.names`, neutral(strings, enterprise)],
  [`http.request.jwt.claims.${name}.values`, neutral({ array: type }, enterprise)],
]);

/**
 * The claims of each configured token as JSON, for lookup_json_string
 * (api-shield/security/jwt-validation).
 */
const tokens: FieldRow = [
  "http.request.jwt.claims",
  neutral({ map: { array: "String" } }, enterprise),
];

/**
 * Cloudflare's detections on a request: bots, attacks, malicious uploads, leaked credentials,
 * prompts, tokens.
 */
export const detectionFields: readonly FieldRow[] = [
  ...bots,
  ...scans,
  ...attacks,
  ...prompts,
  ...apis,
  ...claims,
  tokens,
];
