import type { Team } from "../../ingest/model.ts";
import { access } from "../organization.ts";

/** Sentry's Team. */
export function teamAnswer(team: Team) {
  return {
    id: team.id,
    slug: team.slug,
    name: team.name,
    dateCreated: team.dateCreated,
    isMember: true,
    teamRole: "admin",
    flags: { "idp:provisioned": false },
    access,
    hasAccess: true,
    isPending: false,
    memberCount: 0,
    avatar: { avatarType: "letter_avatar", avatarUuid: null, avatarUrl: null },
  };
}
