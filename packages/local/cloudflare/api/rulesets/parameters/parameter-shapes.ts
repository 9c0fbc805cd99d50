import { z } from "zod";

/** `action_parameters` of every action except `set_cache_settings`. */
export const nothing = z.strictObject({});

/** Cloudflare's limit for custom response bodies: 30 KB. */
const maxContentBytes = 30_720;

export const block = z.strictObject({
  response: z
    .strictObject({
      status_code: z.number().int().min(400).max(499),
      content: z
        .string()
        .refine(
          (text) => Buffer.byteLength(text) <= maxContentBytes,
          `is over ${maxContentBytes} bytes`,
        ),
      content_type: z.enum(["application/json", "text/html", "text/plain", "text/xml"]),
    })
    .optional(),
});

/** Security phases that run after the custom rules. */
const skippablePhases = [
  "http_ratelimit",
  "http_request_sbfm",
  "http_request_firewall_managed",
] as const;
const skippableProducts = [
  "zoneLockdown",
  "uaBlock",
  "bic",
  "hot",
  "securityLevel",
  "rateLimit",
  "waf",
] as const;

export const skip = z
  .strictObject({
    ruleset: z.literal("current").optional(),
    phase: z.literal("current").optional(),
    phases: z.array(z.enum(skippablePhases)).optional(),
    products: z.array(z.enum(skippableProducts)).optional(),
    // Of the managed rulesets.
    rulesets: z.array(z.string()).optional(),
    rules: z.record(z.string(), z.array(z.string())).optional(),
  })
  .refine(
    (given) => Object.keys(given).length > 0,
    "skips nothing: needs ruleset, phase, phases or products",
  );

const text = z
  .strictObject({ value: z.string().optional(), expression: z.string().optional() })
  .refine(
    ({ value, expression }) => (value === undefined) !== (expression === undefined),
    "needs either a value or an expression",
  );

/** Without characters that would end the header or the request line. */
const plainText = text.refine(
  ({ value }) => value === undefined || /^[\x21-\x7e]*$/.test(value),
  "has characters that are not allowed in a URL",
);

export const redirect = z.strictObject({
  from_value: z.strictObject({
    status_code: z
      .union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
      .optional(),
    target_url: plainText.refine(
      ({ value }) => value === undefined || /^(https?:\/\/[^/]|\/)/.test(value),
      "is neither an absolute URL nor a path",
    ),
    preserve_query_string: z.boolean().optional(),
  }),
});

/** Bulk redirects; Cloudflare takes any expression as the key. */
export const bulkRedirect = z.strictObject({
  from_list: z.strictObject({
    name: z.string(),
    key: z.enum(["http.request.full_uri", "raw.http.request.full_uri"]),
  }),
});

export const urlRewrite = z.strictObject({
  uri: z
    .strictObject({
      path: plainText
        .refine(
          ({ value }) => value === undefined || /^\/[^?#]*$/.test(value),
          "must begin with / and have no query",
        )
        .optional(),
      query: plainText
        .refine(
          ({ value }) => value === undefined || /^[^?#]*$/.test(value),
          "must not contain ? or #",
        )
        .optional(),
    })
    .refine(
      ({ path, query }) => path !== undefined || query !== undefined,
      "needs a path or a query",
    ),
});

export const config = z
  .strictObject({
    automatic_https_rewrites: z.boolean().optional(),
    bic: z.boolean().optional(),
    email_obfuscation: z.boolean().optional(),
    hotlink_protection: z.boolean().optional(),
    opportunistic_encryption: z.boolean().optional(),
    rocket_loader: z.boolean().optional(),
    security_level: z
      .enum(["off", "essentially_off", "low", "medium", "high", "under_attack"])
      .optional(),
    server_side_excludes: z.boolean().optional(),
    ssl: z.enum(["off", "flexible", "full", "strict", "origin_pull"]).optional(),
  })
  .refine((given) => Object.keys(given).length > 0, "sets nothing");

export const route = z.strictObject({
  host_header: z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$/i, "is not a hostname"),
});

const overridden = {
  action: z.enum(["block", "log", "challenge", "js_challenge", "managed_challenge"]).optional(),
  enabled: z.boolean().optional(),
  sensitivity_level: z.enum(["default", "medium", "low", "eoff"]).optional(),
};

/**
 * These ids are the same in every account: the Cloudflare Managed Ruleset, the OWASP Core Ruleset
 * and Exposed Credentials Check.
 */
const managedRulesets = [
  "efb7b8c949ac4650a09736fc376e9aee",
  "4814384a9e5d4991b9815dcfc25d2f1f",
  "c2e184081120413c86c3ab7e14069605",
] as const;

export const execute = z.strictObject({
  id: z.enum(managedRulesets, {
    error: `is not a managed ruleset; use one of ${managedRulesets.join(", ")}`,
  }),
  version: z.string().optional(),
  matched_data: z.strictObject({ public_key: z.string() }).optional(),
  overrides: z
    .strictObject({
      ...overridden,
      categories: z.array(z.strictObject({ category: z.string(), ...overridden })).optional(),
      rules: z
        .array(
          z.strictObject({
            id: z.string(),
            score_threshold: z.number().int().optional(),
            ...overridden,
          }),
        )
        .optional(),
    })
    .optional(),
});

export const headers = z.strictObject({
  headers: z.record(
    z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "is not a header name"),
    z.strictObject({
      operation: z.enum(["set", "add", "remove"]),
      value: z
        .string()
        .regex(/^[\t\x20-\x7e\x80-\xff]*$/, "has characters that are not allowed in a header")
        .optional(),
      expression: z.string().optional(),
    }),
  ),
});

/** https://developers.cloudflare.com/rules/compression-rules/create-api/ */
export const compression = z.strictObject({
  algorithms: z
    .array(z.strictObject({ name: z.enum(["none", "auto", "default", "gzip", "brotli", "zstd"]) }))
    .min(1),
});
