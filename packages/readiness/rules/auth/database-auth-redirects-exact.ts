import { authSettings } from "../helpers/auth-settings.ts";
import { inProduction, type Rule } from "../rule.ts";

/** Why a redirect target is unsafe in production; undefined if it is safe. */
function mistake(url: string): string | undefined {
  const [, scheme = "", host = ""] = /^([a-z][\w+.-]*):\/\/([^/?#]*)/i.exec(url) ?? [];
  // An app's own scheme, `com.example.app://callback`, stays on the device.
  const ownScheme = scheme.includes(".") && !/^https?$/i.test(scheme);
  if (ownScheme && !scheme.includes("*")) return undefined;
  if (!/^https$/i.test(scheme)) return "is not https";
  if (host.includes("@")) return "has a user name in front of its host";
  if (/[*?[{]/.test(host)) return "has a wildcard in its host";
  const name = host.replace(/:\d+$/, "");
  if (
    /^(localhost|127\.|0\.0\.0\.0|\[|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.)|\.(local|test|localhost|internal|lan|home\.arpa)$/i.test(
      name,
    )
  )
    return "is on a private machine or network";
  return name.includes(".") ? undefined : "has no public host";
}

export const databaseAuthRedirectsExact: Rule = {
  id: "database-auth-redirects-exact",
  area: "database",
  title: "Auth redirects users only to exact https hosts",
  why: "After sign-in, Auth sends the token to the redirect target in the link if the list allows it. A wildcard in the host, or localhost, lets an attacker's page receive it.",
  fix: "Set site_url to the app's https address, and list exact hosts in uri_allow_list, in the auth section of the settings.",
  example: {
    language: "typescript",
    code: 'auth: JSON.stringify({ site_url: "https://app.example.com", uri_allow_list: "https://app.example.com/**" })',
  },
  source: "https://supabase.com/docs/guides/auth/redirect-urls",
  severity: inProduction,
  rank: "critical",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: authSettings(({ site_url: site, uri_allow_list: allowed }) => {
    if (typeof site !== "string" || site.trim() === "")
      return "site_url is not declared: Supabase's default is http://localhost:3000.";
    const listed = typeof allowed === "string" ? allowed.split(",") : [];
    const urls = [site, ...listed].map((url) => url.trim()).filter((url) => url !== "");
    const wrong = urls.find((url) => mistake(url) !== undefined);
    if (wrong === undefined) return undefined;
    const said = `Redirect target ${wrong} ${mistake(wrong)}.`;
    return { said, property: wrong === site.trim() ? "site_url" : "uri_allow_list" };
  }),
};
