import { checkMessage, type MailMessage } from "./message.ts";
import type { MailOutcome } from "./outcome.ts";

export interface MailOrder {
  readonly message: MailMessage;
  /** The same at each attempt: the id of the row that the mail belongs to. */
  readonly idempotencyKey: string;
}

/** One provider. Never throws: what went wrong is in the outcome. */
export interface MailAdapter {
  /** Whether sending again with the same key sends once. */
  readonly repeatable: boolean;
  send(order: MailOrder): Promise<MailOutcome>;
}

/**
 * Sends mails, whichever provider the stack file names. Throws UNPROCESSABLE for a message that no
 * provider should see.
 *
 * ```ts
 * const outcome = await mail.send({ message, idempotencyKey: row.id });
 * ```
 */
export type Mail = MailAdapter;

/** Resend takes keys of 256 characters; in SMTP they are the left part of a Message-ID. */
const keyForm = /^[\w.-]{1,64}$/;

/** The provider behind checks that hold for each. */
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
