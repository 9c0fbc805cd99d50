import type { EdgeRequest } from "../http/request.ts";
import { type EdgeResponse, RuleResponse } from "../http/response.ts";
import { compileRules } from "../rules/compiled-rules.ts";
import type { RuleState } from "../state.ts";
import type { Encoding } from "./encoders.ts";

/** One of `action_parameters.algorithms`, in order of preference. */
interface Algorithm {
  readonly name: "none" | "auto" | "default" | "gzip" | "brotli" | "zstd";
}

/** The encodings that a rule sets; undefined leaves Cloudflare's default. */
export type CompressionRules = (
  request: EdgeRequest,
  response: EdgeResponse,
) => readonly Encoding[] | undefined;

const named: Readonly<Partial<Record<Algorithm["name"], Encoding>>> = {
  gzip: "gzip",
  brotli: "br",
  zstd: "zstd",
};

/**
 * If several rules match, the last one wins
 * (https://developers.cloudflare.com/rules/compression-rules/settings/).
 */
export function createCompressionRules(
  rules: readonly RuleState[] | undefined,
  byDefault: readonly Encoding[],
): CompressionRules | undefined {
  const compiled = compileRules(rules, { response: true }).map(({ rule, matches }) => ({
    matches,
    wanted: wantedBy(rule.action_parameters as { algorithms: readonly Algorithm[] }, byDefault),
  }));
  if (compiled.length === 0) return undefined;
  return (request, response) => {
    request.response = new RuleResponse(response);
    return compiled.findLast(({ matches }) => matches(request))?.wanted;
  };
}

function wantedBy(
  { algorithms }: { algorithms: readonly Algorithm[] },
  byDefault: readonly Encoding[],
): readonly Encoding[] | undefined {
  if (algorithms.some(({ name }) => name === "default")) return undefined;
  return algorithms.flatMap(({ name }) => (name === "auto" ? byDefault : (named[name] ?? [])));
}
