import { systemClock } from "../runtime/clock.ts";
import { smtpAdapter } from "./adapters/smtp.ts";
import type { SmtpOptions } from "./adapters/smtp-options.ts";
import { checkedMail, type MailOrder } from "./mail.ts";
import { openMail } from "./open-mail.ts";
import type { MailBindings } from "./settings.ts";

interface Asked {
  readonly order: MailOrder;
  /** As in a stack, or for the test's own server. */
  readonly bindings?: MailBindings;
  readonly smtp?: Omit<SmtpOptions, "clock">;
}

/** Sends what it is asked to, from workerd. */
export default {
  fetch: async (request: Request): Promise<Response> => {
    const { order, bindings = {}, smtp } = (await request.json()) as Asked;
    const mail = smtp
      ? checkedMail(smtpAdapter({ ...smtp, clock: systemClock }))
      : openMail(bindings, systemClock);
    try {
      return Response.json({ repeatable: mail.repeatable, ...(await mail.send(order)) });
    } catch (thrown) {
      return Response.json({ thrown: (thrown as { code?: string }).code });
    }
  },
};
