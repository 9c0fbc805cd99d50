import { z } from "zod";
import type { ApiError } from "./envelope.ts";
import { checkExpression, invalid, rulesetCodes } from "./rule-checks.ts";
import { enforcedPhases } from "./rule-phases.ts";
import type { RuleBody } from "./rule-shapes.ts";

const seconds = z.number().int().min(0);
const blockResponse = z.strictObject({
  response: z
    .strictObject({
      status_code: z.number().int().min(400).max(499),
      content: z.string().max(30_720),
      content_type: z.enum(["application/json", "text/html", "text/plain", "text/xml"]),
    })
    .optional(),
});
const skip = z.strictObject({
  ruleset: z.literal("current").optional(),
  phases: z.array(z.enum(Object.keys(enforcedPhases) as [string])).optional(),
});
const nameList = z.union([
  z.literal("*"),
  z.array(z.string()),
  z.strictObject({ all: z.boolean().optional(), list: z.array(z.string()).optional() }),
]);
const presence = { include: z.array(z.string()).optional(), check_presence: z.array(z.string()).optional() };
const statusTtl = z.strictObject({
  status_code: z.number().int().min(100).max(999).optional(),
  status_code_range: z.strictObject({ from: z.number().int().optional(), to: z.number().int().optional() }).optional(),
  value: z.number().int().min(-1),
});
const cacheSettings = z.strictObject({
  cache: z.boolean().optional(),
  edge_ttl: z
    .strictObject({
      mode: z.enum(["respect_origin", "override_origin", "bypass_by_default"]),
      default: seconds.optional(),
      status_code_ttl: z.array(statusTtl).optional(),
    })
    .refine(({ mode, default: ttl }) => mode !== "override_origin" || ttl !== undefined, "override_origin needs a default")
    .optional(),
  browser_ttl: z
    .strictObject({ mode: z.enum(["respect_origin", "override_origin", "bypass"]), default: seconds.optional() })
    .refine(({ mode, default: ttl }) => mode !== "override_origin" || ttl !== undefined, "override_origin needs a default")
    .optional(),
  cache_key: z
    .strictObject({
      ignore_query_strings_order: z.boolean().optional(),
      custom_key: z
        .strictObject({
          query_string: z.strictObject({ include: nameList.optional(), exclude: nameList.optional() }).optional(),
          header: z.strictObject({ ...presence, exclude_origin: z.boolean().optional() }).optional(),
          cookie: z.strictObject(presence).optional(),
        })
        .optional(),
    })
    .optional(),
  serve_stale: z.strictObject({ disable_stale_while_updating: z.boolean().optional() }).optional(),
});
/** Header names that Cloudflare does not let rules change. */
const reserved = /^(cf-.*|content-length|content-encoding|connection|transfer-encoding|server)$/i;
const headers = z.strictObject({
  headers: z.record(
    z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "is not a header name"),
    z.strictObject({ operation: z.enum(["set", "add", "remove"]), value: z.string().optional(), expression: z.string().optional() }),
  ),
});

/** What each action of a phase takes. A parameter that Cloudflare has and this does not know is refused by name. */
const shapes: Readonly<Record<string, z.ZodType>> = {
  block: blockResponse,
  skip,
  log: z.strictObject({}),
  set_cache_settings: cacheSettings,
  rewrite: headers,
};

/** The mistakes in a rule's `action_parameters`. */
export function actionParameters(phase: string, rule: RuleBody, pointer: string): ApiError[] {
  const shape = shapes[rule.action];
  if (!shape) return [];
  const at = `${pointer}/action_parameters`;
  const parsed = shape.safeParse(rule.action_parameters ?? {});
  if (!parsed.success) return parsed.error.issues.map((issue) => problemOf(issue, at));
  return phase === "http_response_headers_transform" ? checkHeaders((parsed.data as z.output<typeof headers>).headers, at) : [];
}

function problemOf(issue: z.core.$ZodIssue, at: string): ApiError {
  const pointer = [at, ...issue.path.map(String)].join("/");
  if (issue.code !== "unrecognized_keys") return { code: rulesetCodes.value, message: `${pointer}: ${issue.message}`, pointer };
  return {
    code: rulesetCodes.unsupported,
    message: `The parameter ${issue.keys.join(", ")} is not implemented by the local cloud.`,
    pointer,
  };
}

function checkHeaders(changes: z.output<typeof headers>["headers"], at: string): ApiError[] {
  return Object.entries(changes).flatMap(([name, { operation, value, expression }]) => {
    const pointer = `${at}/headers/${name}`;
    if (reserved.test(name)) return [invalid(name, "headers", "this header cannot be changed", pointer)];
    const given = [value, expression].filter((part) => part !== undefined).length;
    if (given !== (operation === "remove" ? 0 : 1))
      return [invalid(operation, "operation", "set and add need a value or an expression, remove needs neither", pointer)];
    return expression === undefined
      ? []
      : checkExpression(expression, "expression", { response: true, value: true }, `${pointer}/expression`);
  });
}
