import type { Clock } from "../../runtime/clock.ts";

export type SmtpSecurity = "tls" | "starttls" | "none";

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  readonly security: SmtpSecurity;
  readonly login?: { readonly user: string; readonly password: string };
  /** The header by which the server recognises a repeated mail. */
  readonly keyHeader?: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}
