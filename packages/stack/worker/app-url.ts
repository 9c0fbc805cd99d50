import { type Environment, readEnvironment } from "@seaworthy/core/environment";

/**
 * The app's public URL. Stack files name the host; where the app is served on its own port, as by
 * the local cloud, the URL comes from the environment.
 */
export function appUrlOf(hostname: string, environment: Environment = readEnvironment()): string {
  return environment.SEAWORTHY_APP_URL ?? `https://${hostname}`;
}
