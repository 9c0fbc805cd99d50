import { createResend } from "@seaworthy/local/resend/api/index";
import type { KeptMail } from "@seaworthy/local/resend/sink/mail-store";
import { startTestCloud } from "@seaworthy/local/testing";

export interface MailCloud {
  /** Bindings that send mail to it through Resend's API. */
  readonly vars: Readonly<Record<string, string>>;
  /** Newest first. */
  mails(limit?: number): Promise<KeptMail[]>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Receives the mails of a test. */
export async function startMailCloud(): Promise<MailCloud> {
  const cloud = await startTestCloud({ vendors: [createResend] });
  const ask = (method: string, query = "") =>
    fetch(`${cloud.control.resend}/seaworthy-mails${query}`, {
      method,
      headers: { authorization: `Bearer ${cloud.tokens.resend}` },
    });
  return {
    vars: {
      MAIL: JSON.stringify({ adapter: "resend", baseUrl: cloud.control.resend }),
      MAIL_KEY: cloud.tokens.resend,
      PUBLIC_URL: "https://api.ship.dev",
    },
    mails: async (limit = 1_000) => {
      const answer = await ask("GET", `?limit=${limit}`);
      return ((await answer.json()) as { mails: KeptMail[] }).mails;
    },
    clear: async () => void (await ask("DELETE")),
    close: () => cloud.close(),
  };
}
