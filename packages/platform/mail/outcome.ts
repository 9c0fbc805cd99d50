/** What became of one attempt to send. */
export type MailOutcome =
  /** The provider has it; `id` is what it calls it. */
  | { readonly outcome: "accepted"; readonly id: string }
  /** It will never take this message: the address or the content is at fault. */
  | { readonly outcome: "rejected"; readonly code: string }
  /** Not now. `code` says why, for anyone who reads the log. */
  | { readonly outcome: "retry"; readonly afterMs: number; readonly code: string }
  /**
   * The message was handed over and no answer came. Only from a provider that knows no keys: to
   * send again could send twice, so a person decides.
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
