import { html } from "hono/html";

/** Loads no resources; the form posts to the page's own URL. */
export const pagePolicy =
  "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; style-src 'sha256-STYLE'";

export const style =
  "body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}";

/** All text in it is escaped. */
const page = (title: string, body: ReturnType<typeof html>) => html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>`;

/** The page behind the link; opening it changes nothing. */
export const askPage = (address: string, campaign: string) =>
  page(
    "Unsubscribe",
    html`<p>${address} receives mail from “${campaign}”.</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button type="submit">Unsubscribe</button></form>`,
  );

export const donePage = (address: string, campaign: string) =>
  page("Unsubscribed", html`<p>${address} will receive no more mail from “${campaign}”.</p>`);

export const unknownPage = () =>
  page(
    "Link not found",
    html`<p>This link is incomplete or has expired. Copy the whole link from the mail.</p>`,
  );
