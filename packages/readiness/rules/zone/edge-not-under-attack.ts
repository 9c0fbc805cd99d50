import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

export const edgeNotUnderAttack: Rule = {
  id: "edge-not-under-attack",
  area: "edge",
  title: "The security level is neither under_attack nor off",
  why: "Under attack mode shows every visitor an interstitial page, which API clients cannot pass. Off, known attackers are not challenged. Set either by hand, in an emergency only.",
  fix: "Remove the zone's setting security_level from the program, or set it to medium or high.",
  example: { language: "typescript", code: '{ id: "security_level", value: "medium" }' },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: deployed,
  rank: "medium",
  scope: "stack",
  subjects: ["zoneSetting"],
  judge: (resources) =>
    ofType(resources, "zoneSetting").flatMap((setting) => {
      const { settingId, value } = setting.props;
      if (isUnknown(settingId) || (settingId === "security_level" && isUnknown(value)))
        return [notKnown("settingId and value", setting)];
      const wrong =
        settingId === "security_level" &&
        ["under_attack", "off", "essentially_off"].includes(String(value));
      return wrong
        ? [violation(`The zone's security level is set to ${String(value)}.`, setting)]
        : [];
    }),
};
