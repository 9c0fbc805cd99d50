import type { Described } from "../described.ts";
import { formatAge } from "../format.ts";
import { type Column, code, type Html, html, readingOf, section, table } from "../html.ts";
import type { ConsoleView } from "../view.ts";

type Mail = Described["resend"]["mails"][number];

/** The latest mails sent, with their content. */
export function mail(view: ConsoleView): Html {
  const body = readingOf(
    view.described.resend,
    ({ smtpPort, count, mails }) => html`
    <p>SMTP at ${code(`127.0.0.1:${smtpPort}`)}; ${count} kept. Every mail stays on this machine.</p>
    ${table("Latest mails", columns(view.readAt), mails, "No mail has been sent.")}`,
  );
  return section("mail", "Mail", "SMTP sink and Resend", body, true);
}

const columns = (now: string): readonly Column<Mail>[] => [
  { title: "To", cell: ({ to }) => to },
  { title: "From", cell: ({ from }) => from },
  {
    title: "Subject",
    cell: ({ subject, text }) =>
      html`<details><summary>${subject}</summary><pre tabindex="0">${text}</pre></details>`,
  },
  { title: "By", cell: ({ via }) => code(via) },
  { title: "Received", cell: ({ received }) => formatAge(received, now) },
];
