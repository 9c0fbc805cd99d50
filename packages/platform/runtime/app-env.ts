import type { Context } from "hono";
import type { ApiKeyGrant } from "../api-keys/api-keys.ts";
import type { Claims } from "../auth/jwt.ts";
import type { BindingReport, Bindings } from "../bindings/bindings.ts";
import type { ClaimedKey } from "../idempotency/idempotency-store.ts";
import type { Logger } from "../observability/logger.ts";
import type { ReportError } from "../observability/report-error.ts";
import type { Services } from "../request/services.ts";

/** Hono's context: the parsed bindings as `c.env`, and what middleware sets for a request. */
export interface AppEnv {
  Bindings: BindingReport;
  Variables: {
    requestId: string;
    log: Logger;
    reportError: ReportError;
    /** Set behind `requireBindings` only. */
    bindings: Bindings;
    services: Services;
    /** Set behind `signedIn` and `requireApiKey` only. */
    claims: Claims | undefined;
    /** Verification of the bearer token, started by its first user. */
    tokenClaims: Promise<Claims | undefined> | undefined;
    /** Throws when that account or address is blocked. Set behind `blockAbusers` only. */
    admit: ((subject: string) => Promise<void>) | undefined;
    /** Rejecting this request adds no strikes. Set by webhook receivers. */
    withoutStrike: true | undefined;
    /** Set behind `requireApiKey` only. */
    apiKey: ApiKeyGrant | undefined;
    /** Set behind `idempotent` only, for requests with an Idempotency-Key. */
    idempotencyClaim: ClaimedKey | undefined;
  };
}

export type AppContext = Context<AppEnv>;
