import { breaks, harmless, key } from "../../edits.ts";
import type { Mutation } from "../../mutation.ts";

const errorsOrganization = (name: string) =>
  key(
    "  seaworthy:errors:\n    organization: seaworthy",
    `  seaworthy:errors:\n    organization: ${name}`,
  );
const placeholder = (what: string, line: string, ...edits: readonly ReturnType<typeof key>[]) =>
  breaks(
    ["protection-no-placeholders", "secrets-have-an-owner", "cors-approved-domains"],
    what,
    edits,
    { line },
  );
const host = (name: string) =>
  placeholder(
    `host ${name}`,
    `hostname: ${name}`,
    key("hostname: api.seaworthy.dev", `hostname: ${name}`),
  );
const account = (id: string) =>
  placeholder(
    `account ${id}`,
    `accountId: "${id}"`,
    key("accountId: 9f2c7b41d05e4a86b3c8e17f6a90d254", `accountId: "${id}"`),
  );
const owner = (name: string) =>
  placeholder(`owner ${name}`, `owner: ${name}`, key("owner: platform", `owner: ${name}`));

export const placeholders: readonly Mutation[] = [
  owner("TODO"),
  owner("changeme"),
  owner('"<owner>"'),
  owner("your-team"),
  owner("xxx"),
  owner('"?"'),
  host("api.example.org"),
  host("api.your-domain.com"),
  host("api.yourdomain.com"),
  host("api.mycompany.test"),
  host("api.example"),
  account("ffffffffffffffffffffffffffffffff"),
  account("0123456789abcdef0123456789abcdef"),
  account("11111111111111111111111111111111"),
  account("023e105f4ecef8ad9ca31a8372d0c353"),
  placeholder("an organization to replace", "replace-me", errorsOrganization("replace-me")),
  placeholder("my organization", "my-organization", errorsOrganization("my-organization")),
  placeholder(
    "the example's origin",
    "https://app.example.com",
    key("- https://admin.seaworthy.dev", "- https://app.example.com"),
  ),
  placeholder(
    "the project of the documentation",
    "your-project",
    key("https://{ref}.supabase.co/auth/v1", "https://your-project.supabase.co/auth/v1"),
  ),
];

export const harmlessPlaceholders: readonly Mutation[] = [
  harmless("an owner that sounds like one", key("owner: platform", "owner: todo-app-team")),
  harmless("an organization with your in it", errorsOrganization("yourway-travel")),
  harmless("a mail address", key("owner: platform", "owner: team@seaworthy.dev")),
  harmless("a person", key("owner: platform", 'owner: "Max Xaver"')),
  harmless(
    "ids with runs",
    key(
      "accountId: 9f2c7b41d05e4a86b3c8e17f6a90d254",
      'accountId: "000c7b41d05e4a86b3c8e17f6a90d111"',
    ),
  ),
];
