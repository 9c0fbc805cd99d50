import { defined } from "@seaworthy/core/defined";
import { AppError } from "../errors/errors.ts";
import type { Clock } from "../runtime/clock.ts";
import { noopAdapter } from "./adapters/noop.ts";
import { resendAdapter } from "./adapters/resend.ts";
import { smtpAdapter } from "./adapters/smtp.ts";
import { checkedMail, type Mail, type MailAdapter } from "./mail.ts";
import type { MailBindings, MailSettings } from "./settings.ts";

/** A slower provider is retried. */
const timeoutMs = 20_000;

/** The header by which Resend's SMTP and the local sink recognise a repeated mail. */
const sinkKeyHeader = "Resend-Idempotency-Key";

/**
 * The provider named in the stack file. Throws NOT_CONFIGURED when it is missing or its key is
 * missing.
 */
export function openMail(bindings: MailBindings, clock: Clock): Mail {
  const { MAIL: settings } = bindings;
  if (settings === undefined) throw new AppError("NOT_CONFIGURED", "Mail is not configured.");
  return checkedMail(adapterOf(settings, bindings.MAIL_KEY, clock));
}

function adapterOf(settings: MailSettings, key: string | undefined, clock: Clock): MailAdapter {
  const shared = { clock, timeoutMs };
  switch (settings.adapter) {
    case "noop":
      return noopAdapter;
    case "resend":
      return resendAdapter({ ...shared, baseUrl: settings.baseUrl, key: needed(key) });
    case "smtp": {
      const { host, port, user, keyHeader } = settings;
      return smtpAdapter({
        ...{ ...shared, host, port, security: port === 465 ? "tls" : "starttls" },
        login: { user, password: needed(key) },
        ...defined({ keyHeader }),
      });
    }
    case "sink":
      return smtpAdapter({
        ...{ ...shared, host: "127.0.0.1", port: settings.port, security: "none" },
        keyHeader: sinkKeyHeader,
      });
  }
}

function needed(key: string | undefined): string {
  if (key !== undefined) return key;
  throw new AppError("NOT_CONFIGURED", "Mail is not configured.", {
    cause: new AppError("NOT_CONFIGURED", "MAIL_KEY: not set"),
  });
}
