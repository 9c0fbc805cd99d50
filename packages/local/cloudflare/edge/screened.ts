import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { Visit } from "./http/request.ts";
import type { Reply } from "./http/response.ts";
import type { RequestSettings } from "./rules/config-rules.ts";
import type { RateLimits } from "./rules/rate-limits.ts";

/** What the phases before the cache made of a request. */
export type Screened = Passed | Refused;

interface Met {
  /** As the rules left it: the URL may be another. */
  readonly visit: Visit;
  readonly settings: RequestSettings;
}

export interface Refused extends Met {
  readonly refusal: Reply;
  /** Missing where no rule was asked: another host's request, a redirect of a zone setting. */
  readonly request?: RuleRequest;
}

export interface Passed extends Met {
  readonly request: RuleRequest;
  /** The rate limits that are not skipped. */
  readonly limits: RateLimits | undefined;
}
