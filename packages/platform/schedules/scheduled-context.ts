import type { Bindings } from "../bindings/bindings.ts";
import type { Logger } from "../observability/logger.ts";
import type { Services } from "../request/services.ts";

/** What a scheduled run uses. */
export interface ScheduledContext {
  readonly bindings: Bindings;
  readonly services: Services;
  readonly log: Logger;
}
