import type { Clock } from "../../runtime/clock.ts";

export type SmtpSecurity = "tls" | "starttls" | "none";

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  readonly security: SmtpSecurity;
  readonly login?: { readonly user: string; readonly password: string };
  /** By which the server knows a repeated mail. */
  readonly keyHeader?: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}
