import type { MailAdapter } from "../mail.ts";
import { accepted } from "../outcome.ts";

/** Accepts every mail and sends none. */
export const noopAdapter: MailAdapter = {
  repeatable: true,
  send: async ({ idempotencyKey }) => accepted(`noop-${idempotencyKey}`),
};
