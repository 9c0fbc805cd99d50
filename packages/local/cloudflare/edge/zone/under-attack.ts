import type { Phase } from "../compose.ts";
import { challengeResponse } from "../rules/challenge.ts";
import type { EdgeState } from "../state.ts";

/**
 * `security_level` under_attack, set on the zone or by a configuration rule, challenges every
 * client.
 */
export function createUnderAttack({ settings }: EdgeState): Phase {
  return (request, next) => {
    const level = request.settings.security_level ?? settings.security_level;
    return level === "under_attack" && !request.skippedProducts.has("securityLevel")
      ? challengeResponse(request)
      : next();
  };
}
