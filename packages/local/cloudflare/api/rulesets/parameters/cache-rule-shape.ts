import { z } from "zod";

const seconds = z.number().int().min(0);
const nameList = z.union([
  z.literal("*"),
  z.array(z.string()),
  z.strictObject({ all: z.boolean().optional(), list: z.array(z.string()).optional() }),
]);
const names = z.array(z.string());
const presence = { include: names.optional(), check_presence: names.optional() };

const statusTtl = z
  .strictObject({
    status_code: z.number().int().min(100).max(999).optional(),
    status_code_range: z
      .strictObject({ from: z.number().int().optional(), to: z.number().int().optional() })
      .optional(),
    value: z.number().int().min(-1),
  })
  .refine(
    ({ status_code, status_code_range }) =>
      (status_code === undefined) !== (status_code_range === undefined),
    "needs either status_code or status_code_range",
  );

const customKey = z.strictObject({
  query_string: z
    .strictObject({ include: nameList.optional(), exclude: nameList.optional() })
    .refine(
      ({ include, exclude }) => include === undefined || exclude === undefined,
      "needs either include or exclude",
    )
    .optional(),
  header: z
    .strictObject({
      ...presence,
      exclude_origin: z.boolean().optional(),
      contains: z.record(z.string(), names).optional(),
    })
    .optional(),
  cookie: z.strictObject(presence).optional(),
  user: z
    .strictObject({
      device_type: z.boolean().optional(),
      geo: z.boolean().optional(),
      lang: z.boolean().optional(),
    })
    .optional(),
});

/** `action_parameters` of a rule of `http_request_cache_settings`. */
export const cacheSettings = z
  .strictObject({
    cache: z.boolean().optional(),
    edge_ttl: z
      .strictObject({
        mode: z.enum(["respect_origin", "override_origin", "bypass_by_default"]),
        default: seconds.optional(),
        status_code_ttl: z.array(statusTtl).optional(),
      })
      .refine(
        ({ mode, default: ttl }) => mode !== "override_origin" || ttl !== undefined,
        "override_origin needs a default",
      )
      .optional(),
    browser_ttl: z
      .strictObject({
        mode: z.enum(["respect_origin", "override_origin", "bypass"]),
        default: seconds.optional(),
      })
      .refine(
        ({ mode, default: ttl }) => mode !== "override_origin" || ttl !== undefined,
        "override_origin needs a default",
      )
      .optional(),
    cache_key: z
      .strictObject({
        cache_by_device_type: z.boolean().optional(),
        cache_deception_armor: z.boolean().optional(),
        ignore_query_strings_order: z.boolean().optional(),
        custom_key: customKey.optional(),
      })
      .optional(),
    serve_stale: z
      .strictObject({ disable_stale_while_updating: z.boolean().optional() })
      .optional(),
    // When true, compression, which would weaken the ETag, is skipped.
    respect_strong_etags: z.boolean().optional(),
    origin_cache_control: z
      .literal(true, { error: "cannot be disabled here: Cache-Control is always honoured" })
      .optional(),
    origin_error_page_passthru: z.boolean().optional(),
  })
  .refine((given) => Object.keys(given).length > 0, "sets nothing");
