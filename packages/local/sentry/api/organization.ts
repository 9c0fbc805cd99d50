/** The local cloud's only organization; it always exists. */
export const organizationSlug = "seaworthy-local";
export const organizationId = "73200000";

/** The scopes of the local cloud's token: all of them. */
export const access: readonly string[] = [
  ...[
    "org:read",
    "org:write",
    "org:admin",
    "org:integrations",
    "member:read",
    "member:write",
    "member:admin",
  ],
  ...[
    "team:read",
    "team:write",
    "team:admin",
    "project:read",
    "project:write",
    "project:admin",
    "project:releases",
  ],
  ...["event:read", "event:write", "event:admin", "alerts:read", "alerts:write"],
];

/** Sentry's organization summary. */
export function organizationAnswer(apiUrl: string) {
  return {
    id: organizationId,
    slug: organizationSlug,
    name: "Seaworthy (local)",
    status: { id: "active", name: "active" },
    dateCreated: "2026-01-01T00:00:00.000Z",
    isEarlyAdopter: false,
    require2FA: false,
    avatar: { avatarType: "letter_avatar", avatarUuid: null, avatarUrl: null },
    links: { organizationUrl: apiUrl, regionUrl: apiUrl },
    hasAuthProvider: false,
    allowMemberInvite: true,
    allowMemberProjectCreation: true,
    allowSuperuserAccess: false,
    features: ["workflow-engine-ui"],
    access,
  };
}
