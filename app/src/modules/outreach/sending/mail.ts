import type { MailMessage } from "@seaworthy/platform/mail/message";

/** Input of a campaign mail. */
export interface MailParts {
  readonly fromAddress: string;
  readonly fromName: string;
  readonly to: string;
  readonly toName: string;
  readonly subject: string;
  readonly body: string;
  readonly signature: string;
  readonly unsubscribeUrl: string;
  readonly postalAddress: string;
}

/** A campaign's mail to one lead; `{{name}}` becomes the lead's name. */
export function campaignMail(parts: MailParts): MailMessage {
  const { fromAddress, fromName, to, toName, unsubscribeUrl, postalAddress } = parts;
  const text = [parts.body, parts.signature].filter(Boolean).join("\n\n");
  const filled = (template: string) => template.replaceAll("{{name}}", () => toName || "there");
  const footer = ["--", `Unsubscribe: ${unsubscribeUrl}`, postalAddress].filter(Boolean).join("\n");
  return {
    from: { address: fromAddress, ...(fromName === "" ? {} : { name: fromName }) },
    to: { address: to, ...(toName === "" ? {} : { name: toName }) },
    subject: filled(parts.subject),
    text: `${filled(text)}\n\n${footer}\n`,
    unsubscribe: { url: unsubscribeUrl },
  };
}
