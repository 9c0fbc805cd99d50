import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { type MailSettings, mailSettings } from "@seaworthy/platform/mail/settings";
import type { Config } from "./config.ts";

/** Where mail programs listen that keep what they are sent, when nobody says another port. */
const usualPort = 1025;

/**
 * Which provider the Worker sends mails through. Stack files name it; where SMTP is served on a
 * port of its own, as by the local cloud, the port comes from the environment.
 */
export function mailOf(
  given: NonNullable<Config["mail"]>,
  environment: Environment = readEnvironment(),
): MailSettings {
  if (given.adapter !== "sink") return mailSettings.parse(given);
  const port = given.port ?? Number(environment.SEAWORTHY_MAIL_PORT ?? usualPort);
  return mailSettings.parse({ ...given, port });
}
