import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { RequestSettings } from "./config-rules.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { Reply } from "./reply.ts";
import type { Visit } from "./visit.ts";

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
