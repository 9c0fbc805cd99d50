import { breaks, edit, harmless, program } from "../../edits.ts";
import type { Mutation } from "../../mutation.ts";

const zone = "4be81c3d97f64025a1d6c80b72e95f13";
const account = "9f2c7b41d05e4a86b3c8e17f6a90d254";
const rotation = "  refresh_token_rotation_enabled: true,\n";
const auth = (rule: string | readonly string[], what: string, setting: string) =>
  breaks(rule, what, edit("infra/auth-settings.ts", rotation, `${rotation}  ${setting},\n`));
const list = 'uri_allow_list: origins.map((origin) => `${origin}/**`).join(",")';
const redirects = (what: string, text: string) =>
  breaks(
    "database-auth-redirects-exact",
    what,
    edit("infra/auth-settings.ts", list, `uri_allow_list: ${JSON.stringify(text)}`),
  );
export const missingRules: readonly Mutation[] = [
  redirects("the developer's machine by its address", "http://127.0.0.1:3000/**"),
  redirects("any name of a host", "https://app-*.seaworthy.dev/**"),
  redirects("one character of a host", "https://???.seaworthy.dev/**"),
  redirects("a user name in front of the host", "https://www.seaworthy.dev@evil.com/**"),
  redirects("a name of a private network", "https://app.seaworthy.internal/**"),
  redirects("any scheme", "*://www.seaworthy.dev/**"),
  auth(
    ["database-auth-addresses-confirmed"],
    "phones unconfirmed",
    "external_phone_enabled: true, sms_autoconfirm: true",
  ),
  auth(
    ["database-auth-addresses-confirmed"],
    "sign-in before an address is confirmed",
    "mailer_allow_unverified_email_sign_ins: true",
  ),
  auth(["database-auth-captcha"], "CAPTCHA off", "security_captcha_enabled: false"),
  auth(
    ["auth_otp_long_expiry", "database-auth-tokens-end-soon"],
    "a text message of two hours",
    "sms_otp_exp: 7200",
  ),
  breaks(
    "edge-managed-rules",
    "managed rules for one method",
    edit(
      "infra/edge/managed-rules.ts",
      'expression: "true",',
      "expression: 'http.request.method eq \"POST\"',",
    ),
  ),
  breaks(
    "edge-dnssec",
    "DNSSEC taken away",
    program(
      `new cloudflare.ZoneDnssec("missing-dnssec", { zoneId: "${zone}", status: "disabled", dnssecMultiSigner: false });`,
    ),
  ),
  breaks(
    "edge-no-dangling-record",
    "a bucket that nobody has",
    program(
      `new cloudflare.DnsRecord("missing-s3", { zoneId: "${zone}", name: "cdn.seaworthy.dev", type: "CNAME", content: "acme-cdn.s3-website.eu-central-1.amazonaws.com", ttl: 1, proxied: true });`,
    ),
  ),
  breaks(
    "edge-no-dangling-record",
    "an app that nobody has",
    program(
      `new cloudflare.DnsRecord("missing-azure", { zoneId: "${zone}", name: "azure.seaworthy.dev", type: "CNAME", content: "acme-legacy.azurewebsites.net", ttl: 1, proxied: true });`,
    ),
  ),
  breaks(
    "edge-no-dangling-record",
    "pages of a repository that is gone",
    program(
      `new cloudflare.DnsRecord("missing-github", { zoneId: "${zone}", name: "github.seaworthy.dev", type: "CNAME", content: "acme-handbook.github.io", ttl: 1, proxied: true });`,
    ),
  ),
  breaks(
    "edge-no-dangling-record",
    "an app given up",
    program(
      `new cloudflare.DnsRecord("missing-heroku", { zoneId: "${zone}", name: "heroku.seaworthy.dev", type: "CNAME", content: "acme-status.herokuapp.com", ttl: 1, proxied: true });`,
    ),
  ),
  breaks(
    "edge-configuration-rules-protect",
    "a configuration rule that trusts any origin",
    program(
      `new cloudflare.Ruleset("missing-config", { zoneId: "${zone}", kind: "zone", name: "missing-config", phase: "http_config_settings", rules: [{ ref: "config", action: "set_config", expression: 'starts_with(http.request.uri.path, "/rest/")', actionParameters: { ssl: "flexible" } }] });`,
    ),
  ),
  breaks(
    "edge-redirects-safe",
    "an open redirect",
    program(
      `new cloudflare.Ruleset("missing-redirect", { zoneId: "${zone}", kind: "zone", name: "missing-redirect", phase: "http_request_dynamic_redirect", rules: [{ ref: "go", action: "redirect", expression: 'http.request.uri.path eq "/go"', actionParameters: { fromValue: { statusCode: 302, targetUrl: { expression: 'http.request.uri.args["to"][0]' } } } }] });`,
    ),
  ),
  breaks(
    "edge-redirects-safe",
    "a host that a wildcard takes from the path",
    program(
      `new cloudflare.Ruleset("missing-wildcard", { zoneId: "${zone}", kind: "zone", name: "missing-wildcard", phase: "http_request_dynamic_redirect", rules: [{ ref: "to", action: "redirect", expression: "true", actionParameters: { fromValue: { statusCode: 302, targetUrl: { expression: 'wildcard_replace(http.request.full_uri, "https://*/to/*", "https://\${2}")' } } } }] });`,
    ),
  ),
  breaks(
    "edge-page-rules-protect",
    "a page rule whose host comes from the path",
    program(
      `new cloudflare.PageRule("missing-page", { zoneId: "${zone}", target: "api.seaworthy.dev/to/*", priority: 9, actions: { forwardingUrl: { url: "https://$1", statusCode: 302 } } });`,
    ),
  ),
  breaks(
    "secrets-no-plain-secret",
    "a Pages project's preview",
    program(
      `new cloudflare.PagesProject("missing-site", { accountId: "${account}", name: "seaworthy-prod-site", productionBranch: "main", deploymentConfigs: { preview: { envVars: { STRIPE_SECRET: { type: "plain_text", value: "tok_9f4kq2n5v7x1c3b6" } } } } });`,
    ),
  ),
  breaks(
    "protection-inputs-not-ignored",
    "the route's pattern ignored",
    edit(
      "packages/stack/edge/edge.ts",
      "{ parent: this, dependsOn });",
      '{ parent: this, dependsOn, ignoreChanges: ["*"] });',
    ),
  ),
  breaks(
    "errors-alerts-of-environment",
    "an alert on events of one release",
    edit("packages/stack/errors/sentry-project.ts", 'query: ""', 'query: "!environment:prod"'),
  ),
  breaks(
    "errors-key-limited",
    "a key without limit",
    edit(
      "packages/stack/errors/sentry-project.ts",
      "const limit = { rateLimitCount: keyLimit.count, rateLimitWindow: keyLimit.windowSeconds };",
      "const limit = keyLimit.count < 0 ? keyLimit : {};",
    ),
    { anywhere: true },
  ),
];

export const harmlessMissing: readonly Mutation[] = [
  harmless(
    "redirects by exact path",
    edit(
      "infra/auth-settings.ts",
      list,
      'uri_allow_list: "https://www.seaworthy.dev/auth/callback,https://admin.seaworthy.dev/**"',
    ),
  ),
  harmless(
    "an authority that may make certificates",
    program(
      `new cloudflare.ZoneDnssec("fine-dnssec", { zoneId: "${zone}", status: "active" });\nnew cloudflare.DnsRecord("fine-caa", { zoneId: "${zone}", name: "seaworthy.dev", type: "CAA", ttl: 1, data: { flags: 0, tag: "issue", value: "pki.goog" } });`,
    ),
  ),
  harmless(
    "an issue filter of the stack's environment",
    edit("packages/stack/errors/sentry-project.ts", 'query: ""', 'query: "environment:prod"'),
  ),
];
