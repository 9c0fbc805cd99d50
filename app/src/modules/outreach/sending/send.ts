import { service } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import type { Mail } from "@seaworthy/platform/mail/mail";
import { rejected } from "@seaworthy/platform/mail/outcome";
import { configurationOf, metricsOf } from "@seaworthy/platform/modules/own";
import type { ScheduledContext } from "@seaworthy/platform/schedules/scheduled-context";
import { outreach } from "../module.ts";
import { settingsOfVersion } from "../settings/campaign-settings.ts";
import { unsubscribeToken } from "../unsubscribe-link.ts";
import { type ClaimedEmail, claimEmail, lastWord } from "./claim.ts";
import { type EmailEnd, endOf, finishEmail } from "./finish.ts";
import { campaignMail } from "./mail.ts";

/** Sends one due mail. Resolves to false when no mail is due. */
export async function sendNext(context: ScheduledContext, mail: Mail): Promise<boolean> {
  const { services, log } = context;
  const { database, clock, metrics } = services;
  const email = await claimEmail(database, mail.repeatable);
  if (email === undefined) return false;
  const end = await attempt(context, mail, email);
  const isKept =
    end !== "lost" &&
    (await database.as(service, (sql) => finishEmail(sql, email, end, clock.now())));
  const outcome = end === "lost" ? "lost" : end.status;
  metricsOf(outreach, metrics).count("outreach_emails_total", { outcome });
  log.info("email.attempted", { emailId: email.id, attempt: email.attempts, outcome, isKept });
  return true;
}

async function attempt(
  { bindings, services }: ScheduledContext,
  mail: Mail,
  email: ClaimedEmail,
): Promise<EmailEnd | "lost"> {
  const { token, hash } = await unsubscribeToken(email.id, bindings, email.unsubscribeHash);
  const word = await services.database.as(service, (sql) => lastWord(sql, email, hash), {
    idempotent: true,
  });
  if (word === "lost") return "lost";
  if (word === "suppressed") return { status: "suppressed" };
  if (word === "paused") return { status: "queued" };
  const message = campaignMail({
    ...email,
    ...(await settingsOfVersion(services, email, email.settingsVersion)),
    unsubscribeUrl: `${publicUrl(bindings.PUBLIC_URL)}/unsubscribe/${token}`,
    postalAddress: configurationOf(outreach, bindings).postalAddress,
  });
  const outcome = await mail
    .send({ message, idempotencyKey: email.id })
    // An invalid message never reaches the provider, and a retry would not fix it.
    .catch((thrown: unknown) => rejected(thrown instanceof AppError ? thrown.code : "INTERNAL"));
  return endOf(outcome, email.attempts);
}

function publicUrl(url: string | undefined): string {
  if (url !== undefined) return url.replace(/\/$/, "");
  throw new AppError("NOT_CONFIGURED", "Mail is not configured.", {
    cause: new AppError("NOT_CONFIGURED", "PUBLIC_URL: not set"),
  });
}
