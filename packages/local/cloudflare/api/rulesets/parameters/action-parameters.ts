import type { Plan } from "@seaworthy/rules-language/index";
import type { z } from "zod";
import type { ApiError } from "../../envelope.ts";
import { checkExpression, type ExpressionPlace, invalid, rulesetCodes } from "../rule-mistakes.ts";
import { phases, redirectPhase } from "../rule-phases.ts";
import type { RuleBody } from "../rule-shapes.ts";
import { cacheSettings } from "./cache-rule-shape.ts";
import * as shape from "./parameter-shapes.ts";

/**
 * Parameters of each action; `rewrite` differs by phase. Parameters that Cloudflare has and this
 * lacks are rejected by name.
 */
const shapes: Readonly<Record<string, z.ZodType>> = {
  block: shape.block,
  challenge: shape.nothing,
  js_challenge: shape.nothing,
  managed_challenge: shape.nothing,
  log: shape.nothing,
  skip: shape.skip,
  redirect: shape.redirect,
  set_config: shape.config,
  route: shape.route,
  execute: shape.execute,
  set_cache_settings: cacheSettings,
  compress_response: shape.compression,
};

const rewrites: Readonly<Record<string, z.ZodType>> = {
  http_request_transform: shape.urlRewrite,
  http_request_late_transform: shape.headers,
  http_response_headers_transform: shape.headers,
};

/** The shape of an action's parameters in a phase. */
function shapeOf(action: string, phase: string): z.ZodType | undefined {
  if (action === "rewrite") return rewrites[phase];
  return action === "redirect" && phase === redirectPhase ? shape.bulkRedirect : shapes[action];
}

/** Validation errors of a rule's `action_parameters`. */
export function actionParameters(
  phase: string,
  rule: RuleBody,
  plan: Plan,
  pointer: string,
): ApiError[] {
  const wanted = shapeOf(rule.action, phase);
  if (!wanted) return [];
  const at = `${pointer}/action_parameters`;
  const parsed = wanted.safeParse(rule.action_parameters ?? {});
  if (!parsed.success) return parsed.error.issues.map((issue) => problemOf(issue, rule.action, at));
  return [
    ...checkTexts(
      { phase, plan, response: phases[phase]?.response ?? false, value: true },
      rule.action_parameters ?? {},
      at,
    ),
    ...checkHeaders(phase, parsed.data, at),
  ];
}

/** Parameters that Cloudflare documents for an action and this edge does not implement. */
export const unimplementedParameters: Readonly<Record<string, readonly string[]>> = {
  set_cache_settings: [
    ...["additional_cacheable_ports", "cache_reserve", "host", "read_timeout"],
    ...["strip_etags", "strip_last_modified", "strip_set_cookie"],
  ],
  set_config: [
    ...["autominify", "content_converter", "disable_apps", "disable_pay_per_crawl", "disable_rum"],
    ...["disable_zaraz", "fonts", "mirage", "polish", "redirects_for_ai_training"],
    ...["request_body_buffering", "response_body_buffering", "sxg"],
  ],
  route: ["origin", "sni"],
};

function problemOf(issue: z.core.$ZodIssue, action: string, at: string): ApiError {
  const pointer = [at, ...issue.path.map(String)].join("/");
  if (issue.code !== "unrecognized_keys")
    return { code: rulesetCodes.value, message: `${pointer}: ${issue.message}`, pointer };
  const lacking = unimplementedParameters[action] ?? [];
  const unknown = issue.keys.filter((name) => !lacking.includes(name));
  if (unknown.length > 0)
    return {
      code: rulesetCodes.value,
      message: `${pointer}: unknown field ${unknown.join(", ")} of the action ${action}`,
      pointer,
    };
  return {
    code: rulesetCodes.unsupported,
    message: `The parameter ${issue.keys.join(", ")} is not implemented by the local cloud.`,
    pointer,
  };
}

/** Checks every nested `expression`; all of them compute text. */
function checkTexts(place: ExpressionPlace, value: unknown, at: string): ApiError[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "expression" && typeof inner === "string"
      ? checkExpression(inner, "expression", place, `${at}/expression`)
      : checkTexts(place, inner, `${at}/${key}`),
  );
}

/** Headers that Cloudflare does not let rules change, or that this edge sets itself. */
const reserved: Readonly<Record<string, RegExp>> = {
  http_request_late_transform:
    /^(cf-.*|x-cf-.*|host|connection|content-length|transfer-encoding|upgrade|expect|te|trailer|keep-alive|proxy-.*|x-forwarded-for|x-forwarded-proto|x-real-ip|true-client-ip|cdn-loop|mf-.*)$/i,
  http_response_headers_transform:
    /^(cf-.*|x-cf-.*|content-length|content-encoding|connection|transfer-encoding|keep-alive|upgrade|server|date)$/i,
};

function checkHeaders(phase: string, parameters: unknown, at: string): ApiError[] {
  const names = reserved[phase];
  if (!names) return [];
  return Object.entries((parameters as z.output<typeof shape.headers>).headers).flatMap(
    ([name, { operation, value, expression }]) => {
      const pointer = `${at}/headers/${name}`;
      if (names.test(name))
        return [invalid(name, "headers", "this header cannot be changed", pointer)];
      if (operation === "add" && phase === "http_request_late_transform")
        return [invalid(operation, "operation", "request headers are set or removed", pointer)];
      const given = [value, expression].filter((part) => part !== undefined).length;
      if (given === (operation === "remove" ? 0 : 1)) return [];
      return [
        invalid(
          operation,
          "operation",
          "set and add need a value or an expression, remove needs neither",
          pointer,
        ),
      ];
    },
  );
}
