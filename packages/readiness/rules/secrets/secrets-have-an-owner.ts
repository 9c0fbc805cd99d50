import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { inProduction, notKnown, type Rule, violation } from "../rule.ts";

export const secretsHaveAnOwner: Rule = {
  id: "secrets-have-an-owner",
  area: "secrets",
  title: "Somebody answers for each secret, and it says what it is for",
  why: "A secret that nobody owns is replaced by nobody, and nobody dares to revoke it.",
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
      const named = typeof owner === "string" && owner.trim() !== "" && owner !== "unknown";
      return named && String(purpose ?? "").trim().length > 3
        ? []
        : [violation("Nobody answers for it, or it does not say what it is for.", credential)];
    }),
};
