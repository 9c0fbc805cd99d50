import { type Html, html } from "@seaworthy/local/console/html";

export {
  badge,
  code,
  type Html,
  html,
  raw,
  type Tone,
  table,
} from "@seaworthy/local/console/html";

export const section = (id: string, title: string, body: Html | readonly Html[]): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;
