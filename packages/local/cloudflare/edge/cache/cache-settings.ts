import type { RuleRequest } from "@seaworthy/rules-language/index";
import { compileRules } from "../rules/compiled-rules.ts";
import type { RuleState } from "../state.ts";

/**
 * `action_parameters` of a rule of `http_request_cache_settings`; the control plane validated their
 * shape.
 */
export interface CacheSettings {
  /** True: eligible for the cache. False: bypass it. */
  readonly cache?: boolean;
  readonly edge_ttl?: {
    readonly mode: "respect_origin" | "override_origin" | "bypass_by_default";
    readonly default?: number;
    readonly status_code_ttl?: readonly StatusTtl[];
  };
  readonly browser_ttl?: {
    readonly mode: "respect_origin" | "override_origin" | "bypass";
    readonly default?: number;
  };
  readonly cache_key?: CacheKeySettings;
  readonly respect_strong_etags?: boolean;
  readonly serve_stale?: { readonly disable_stale_while_updating?: boolean };
}

interface StatusTtl {
  readonly status_code?: number;
  readonly status_code_range?: { readonly from?: number; readonly to?: number };
  /** Seconds; 0 is stored and revalidated each time, -1 is not stored. */
  readonly value: number;
}

export interface CacheKeySettings {
  readonly cache_by_device_type?: boolean;
  /**
   * Caches a response only when its type matches the URL's extension: `/account.jpg` must not make
   * a user's page public.
   */
  readonly cache_deception_armor?: boolean;
  readonly ignore_query_strings_order?: boolean;
  readonly custom_key?: {
    readonly query_string?: { readonly include?: NameList; readonly exclude?: NameList };
    readonly header?: {
      readonly include?: readonly string[];
      readonly check_presence?: readonly string[];
      readonly exclude_origin?: boolean;
      /** Substrings looked for in a header's values; those found become part of the key. */
      readonly contains?: Readonly<Record<string, readonly string[]>>;
    };
    readonly cookie?: {
      readonly include?: readonly string[];
      readonly check_presence?: readonly string[];
    };
    readonly user?: {
      readonly device_type?: boolean;
      readonly geo?: boolean;
      readonly lang?: boolean;
    };
  };
}

/** `"*"`, `{all: true}` or names. */
export type NameList =
  | "*"
  | readonly string[]
  | { readonly all?: boolean; readonly list?: readonly string[] };

/**
 * The settings of all matching rules combined: for each setting, the last one wins. Undefined when
 * none matches.
 */
export function createCacheSettings(
  rules: readonly RuleState[] | undefined,
): (request: RuleRequest) => CacheSettings | undefined {
  const compiled = compileRules(rules);
  return (request) => {
    const matching = compiled.filter(({ matches }) => matches(request));
    if (matching.length === 0) return undefined;
    return Object.assign(
      {},
      ...matching.map(({ rule }) => rule.action_parameters ?? {}),
    ) as CacheSettings;
  };
}
