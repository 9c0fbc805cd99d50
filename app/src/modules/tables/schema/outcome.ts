import type { ErrorCode } from "@seaworthy/platform/errors/errors";

/**
 * Why something was rejected. A value rather than an exception: an error that crosses from a
 * Durable Object to its caller loses its class.
 */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

export type Outcome<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ done: true, value });
export const refused = (code: ErrorCode, message: string): Outcome<never> => ({
  done: false,
  refusal: { code, message },
});

/** Thrown in a transaction of the object's storage to roll it back. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly refusal: Refusal;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.refusal = { code, message };
  }
}

/** Runs work that may throw `Refused`. */
export function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return done(work());
  } catch (thrown) {
    if (thrown instanceof Refused) return { done: false, refusal: thrown.refusal };
    throw thrown;
  }
}
