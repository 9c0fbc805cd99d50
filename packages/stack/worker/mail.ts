import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { type MailSettings, mailSettings } from "@seaworthy/platform/mail/settings";
import type { Config } from "../config/schema.ts";

/** Default SMTP port of mail sinks. */
const usualPort = 1025;

/**
 * The provider through which the Worker sends mail. Stack files name it; where SMTP is served on
 * its own port, as by the local cloud, the port comes from the environment.
 */
export function mailOf(
  given: NonNullable<Config["mail"]>,
  environment: Environment = readEnvironment(),
): MailSettings {
  if (given.adapter !== "sink") return mailSettings.parse(given);
  const port = given.port ?? Number(environment.SEAWORTHY_MAIL_PORT ?? usualPort);
  return mailSettings.parse({ ...given, port });
}
