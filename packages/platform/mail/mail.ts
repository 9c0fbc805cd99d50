import { checkMessage, type MailMessage } from "./message.ts";
import type { MailOutcome } from "./outcome.ts";

export interface MailOrder {
  readonly message: MailMessage;
  /** The same for every attempt: the id of the mail's row. */
  readonly idempotencyKey: string;
}

/** One provider. Never throws: errors are in the outcome. */
export interface MailAdapter {
  /** Whether repeating a send with the same key sends only once. */
  readonly repeatable: boolean;
  send(order: MailOrder): Promise<MailOutcome>;
}

/**
 * Sends mails through the provider named in the stack file. Throws UNPROCESSABLE for a message that
 * no provider should receive.
 *
 * ```ts
 * const outcome = await mail.send({ message, idempotencyKey: row.id });
 * ```
 */
export type Mail = MailAdapter;

/** Resend accepts keys of 256 characters; in SMTP they are the local part of a Message-ID. */
const keyForm = /^[\w.-]{1,64}$/;

/** Wraps a provider with the checks that apply to all of them. */
export function checkedMail({ repeatable, send }: MailAdapter): Mail {
  return {
    repeatable,
    send: async (order) => {
      checkMessage(order.message);
      if (!keyForm.test(order.idempotencyKey))
        return { outcome: "rejected", code: "invalid_idempotency_key" };
      return send(order);
    },
  };
}
