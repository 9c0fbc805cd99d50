import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

export const edgeNoEarlyData: Rule = {
  id: "edge-no-early-data",
  area: "edge",
  title: "TLS early data (0-RTT) is rejected",
  why: "An attacker who records early data can replay it: an order, a payment or a sign-in then happens twice.",
  fix: "Keep the zone's setting 0rtt off, and tls_1_3 on rather than zrt.",
  example: { language: "typescript", code: '{ id: "0rtt", value: "off" }' },
  source:
    "https://developers.cloudflare.com/speed/optimization/protocol/0-rtt-connection-resumption/",
  severity: deployed,
  rank: "medium",
  scope: "stack",
  subjects: ["zoneSetting"],
  judge: (resources) =>
    ofType(resources, "zoneSetting").flatMap((setting) => {
      const { settingId, value } = setting.props;
      if (settingId !== "0rtt" && settingId !== "tls_1_3") return [];
      if (isUnknown(value)) return [notKnown("value", setting)];
      const on = settingId === "0rtt" ? value === "on" : value === "zrt";
      return on ? [violation("Early data is accepted.", setting)] : [];
    }),
};
