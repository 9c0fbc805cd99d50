import { z } from "zod";

/** The origins that may read the API's responses from a browser. */
export interface CorsRule {
  readonly scheme: "https" | "http";
  /** `app.example.com`, `localhost:5173`; for a wildcard, what follows `*.`. */
  readonly host: string;
  readonly wildcard: boolean;
}

const shape = /^(https|http):\/\/(\*\.)?([a-z0-9.-]+(?::\d{1,5})?)$/;
const loopback = /^(localhost|127\.0\.0\.1)(:\d+)?$/;

/** `https://host`, `https://*.host` or `http://localhost[:port]`; anything else is rejected. */
export const corsRule = z.string().transform((text, context): CorsRule => {
  const [, scheme, star, host] = shape.exec(text) ?? [];
  const wildcard = star !== undefined;
  const plainHttp = scheme === "http" && !(loopback.test(host ?? "") && !wildcard);
  const tooWide = wildcard && !host?.includes(".");
  if ((scheme !== "https" && scheme !== "http") || host === undefined || plainHttp || tooWide) {
    context.addIssue({
      code: "custom",
      message: `"${text}" is not https://host, https://*.host.tld or http://localhost[:port]`,
    });
    return z.NEVER;
  }
  return { scheme, host, wildcard };
});

/**
 * True when a rule matches that `Origin`. A wildcard stands for one or more labels, never for the
 * bare domain.
 */
export function allowsOrigin(rules: readonly CorsRule[], origin: string): boolean {
  const [, scheme, host] =
    /^(https?):\/\/([a-z0-9.-]+(?::\d{1,5})?)$/.exec(origin.toLowerCase()) ?? [];
  return host !== undefined && rules.some((rule) => rule.scheme === scheme && matches(rule, host));
}

function matches(rule: CorsRule, host: string): boolean {
  return rule.wildcard
    ? host.endsWith(`.${rule.host}`) && host.length > rule.host.length + 1
    : host === rule.host;
}
