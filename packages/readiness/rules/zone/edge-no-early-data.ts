import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

export const edgeNoEarlyData: Rule = {
  id: "edge-no-early-data",
  area: "edge",
  title: "No request is accepted before the TLS handshake ends (0-RTT)",
  why: "Whoever records early data can send it again: an order, a payment or a sign-in then happens twice.",
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
      return on ? [violation("Requests in early data are accepted.", setting)] : [];
    }),
};
