import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

export const edgeNotUnderAttack: Rule = {
  id: "edge-not-under-attack",
  area: "edge",
  title: "Under-attack mode and a switched-off security level are not declared",
  why: "Under attack, every visitor gets an interstitial page, which programs that call the API cannot pass; off, known attackers are not challenged. Both are for an emergency, by hand.",
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
        ? [violation(`The zone's security level is held at ${String(value)}.`, setting)]
        : [];
    }),
};
