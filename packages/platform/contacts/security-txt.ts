import { Hono } from "hono";
import type { AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { type Contact, inOrder } from "./contact.ts";

const securityTxtPath = "/.well-known/security.txt";

/** RFC 9116 recommends less than a year; the file is generated on request, so it never expires. */
const validDays = 30;
const dayMs = 24 * 60 * 60 * 1000;

/** https://www.rfc-editor.org/rfc/rfc9116; undefined without a contact that may be published. */
export function securityTxt(
  contacts: readonly Contact[],
  { now, publicUrl }: { readonly now: number; readonly publicUrl: string | undefined },
): string | undefined {
  const published = inOrder(contacts).filter(({ security }) => security === true);
  if (published.length === 0) return undefined;
  const lastDay = Math.floor(now / dayMs) + validDays;
  const lines = [
    ...published.map(({ how }) => `Contact: ${how}`),
    `Expires: ${new Date(lastDay * dayMs).toISOString()}`,
    "Preferred-Languages: en",
    ...(publicUrl === undefined ? [] : [`Canonical: ${new URL(securityTxtPath, publicUrl).href}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** Tells researchers whom to write to. 404 while the stack file names nobody. */
export function securityTxtRoutes(clock: Clock): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get(securityTxtPath, (c) => {
    const { CONTACTS = [], PUBLIC_URL: publicUrl } = c.env.settings;
    const text = securityTxt(CONTACTS, { now: clock.now(), publicUrl });
    if (text === undefined) return c.notFound();
    return c.text(text, 200, { "cache-control": "public, max-age=3600" });
  });
  return routes;
}
