import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { isPlaceholderOwner } from "../helpers/placeholders.ts";
import { inProduction, notKnown, type Rule, violation } from "../rule.ts";

export const secretsHaveAnOwner: Rule = {
  id: "secrets-have-an-owner",
  area: "secrets",
  title: "Each secret has an owner and a purpose",
  why: "A secret without an owner is never replaced, and nobody dares to revoke it.",
  fix: "Set seaworthy:secrets.owner, and a purpose on each Credential.",
  example: { language: "yaml", code: "seaworthy:secrets:\n  owner: platform" },
  source: "https://supabase.com/docs/going-into-prod",
  severity: inProduction,
  rank: "medium",
  scope: "resource",
  subjects: ["credential"],
  judge: (resources) =>
    ofType(resources, "credential").flatMap((credential) => {
      const { owner, purpose } = credential.props;
      if (isUnknown(owner) || isUnknown(purpose))
        return [notKnown("owner and purpose", credential)];
      if (typeof owner !== "string" || isPlaceholderOwner(owner))
        return [
          violation(
            `Its owner is ${String(owner ?? "not declared")}, which names nobody.`,
            credential,
          ),
        ];
      return String(purpose ?? "").trim().length > 3
        ? []
        : [violation("It has no purpose.", credential)];
    }),
};
