/** The outcome of one attempt to send. */
export type MailOutcome =
  /** Accepted by the provider; `id` is the provider's id. */
  | { readonly outcome: "accepted"; readonly id: string }
  /** The provider will never accept this message: the address or the content is invalid. */
  | { readonly outcome: "rejected"; readonly code: string }
  /** Temporary failure. `code` gives the reason, for the log. */
  | { readonly outcome: "retry"; readonly afterMs: number; readonly code: string }
  /**
   * The message was handed over but no response came. Only from a provider without idempotency
   * keys: sending again could send twice, so an operator decides.
   */
  | { readonly outcome: "unknown"; readonly code: string };

export const accepted = (id: string): MailOutcome => ({ outcome: "accepted", id });
export const rejected = (code: string): MailOutcome => ({ outcome: "rejected", code });
export const retry = (afterMs: number, code: string): MailOutcome => ({
  outcome: "retry",
  afterMs,
  code,
});
export const unknown = (code: string): MailOutcome => ({ outcome: "unknown", code });
