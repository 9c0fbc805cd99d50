import { type Environment, readEnvironment } from "@seaworthy/core/environment";

/**
 * Where people reach the app. Stack files name the host; where it is served on a port of its own,
 * as by the local cloud, the address comes from the environment.
 */
export function appUrlOf(hostname: string, environment: Environment = readEnvironment()): string {
  return environment.SEAWORTHY_APP_URL ?? `https://${hostname}`;
}
