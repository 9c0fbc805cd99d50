import { type Html, html, raw } from "./html.ts";
import { script } from "./script.ts";
import { addresses } from "./sections/addresses.ts";
import { database } from "./sections/database.ts";
import { edge } from "./sections/edge.ts";
import { mail } from "./sections/mail.ts";
import { parity } from "./sections/parity.ts";
import { redis } from "./sections/redis.ts";
import { rows } from "./sections/rows.ts";
import { sentry } from "./sections/sentry.ts";
import { services } from "./sections/services.ts";
import { summary } from "./sections/summary.ts";
import { traffic } from "./sections/traffic.ts";
import { style } from "./style.ts";
import type { ConsoleView } from "./view.ts";

export type { Html };

/** All sections of the page, in order; `title` is the entry in the navigation. */
const parts: readonly {
  readonly id: string;
  readonly title: string;
  render(view: ConsoleView): Html;
}[] = [
  { id: "addresses", title: "Addresses", render: addresses },
  { id: "services", title: "Services", render: services },
  { id: "database", title: "Database", render: database },
  { id: "redis", title: "Redis", render: redis },
  { id: "edge", title: "Edge", render: edge },
  { id: "traffic", title: "Traffic", render: traffic },
  { id: "rows", title: "Rows", render: rows },
  { id: "sentry", title: "Errors", render: sentry },
  { id: "mail", title: "Mail", render: mail },
  { id: "parity", title: "Parity", render: parity },
];

/** The whole page. */
export function renderPage(view: ConsoleView, nonce: string): Html {
  const body = html`<a class="skip" href="#addresses">Skip to the content</a>
  <div class="top" role="banner">
    <h1>Seaworthy <small>local cloud at ${new URL(view.controlUrl).host}</small></h1>
    <nav aria-label="Parts of the page">${parts.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}</nav>
    <button class="live" type="button" aria-pressed="true" hidden>Live</button>
  </div>
  <main>${summary(view)}${parts.map(({ render }) => render(view))}</main>
  <script nonce="${nonce}">${raw(script)}</script>`;
  return document("Seaworthy local cloud", nonce, body);
}

/** For visitors without the cookie. */
export function renderEntrance(nonce: string, problem = ""): Html {
  const body = html`<main class="entrance"><h1>Seaworthy local cloud</h1>${problem ? html`<p class="problem" role="alert">${problem}</p>` : ""}
    <p>This page needs a link that is good once. Type:</p>
    <pre tabindex="0"><code>npx seaworthy open local console</code></pre></main>`;
  return document("Seaworthy local cloud: link needed", nonce, body);
}

function document(title: string, nonce: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title}</title><style nonce="${nonce}">${raw(style)}</style></head>
<body>${body}</body>
</html>`;
}
