import { z } from "zod";
import { bindingText } from "../helpers/checks.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const workerAllowedAddressesFew = configurable({
  id: "worker-allowed-addresses-few",
  area: "worker",
  title: "Few addresses are exempt from blocking",
  why: "A client at an exempt address can guess and scan without ever being blocked. A whole cloud network or an office of thousands exempts far too many.",
  fix: "List single addresses or small networks of your own in seaworthy:app.allowedAddresses.",
  example: { language: "yaml", code: "seaworthy:app:\n  allowedAddresses:\n    - 203.0.113.7" },
  source: "https://developers.cloudflare.com/waf/tools/ip-access-rules/",
  severity: deployed,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  configuration: z.object({
    leastBitsIpv4: positive(24, "Shortest IPv4 prefix"),
    leastBitsIpv6: positive(48, "Shortest IPv6 prefix"),
  }),
  applies: (_, { app }) => app !== undefined,
  judge: (resources, { leastBitsIpv4, leastBitsIpv6 }) =>
    bindingText("ALLOWED_ADDRESSES", (text = "") => {
      const wide = text
        .split(",")
        .map((one) => one.trim())
        .find((one) => {
          const bits = one.includes("/") ? Number(one.split("/")[1]) : 128;
          return one !== "" && bits < (one.includes(":") ? leastBitsIpv6 : leastBitsIpv4);
        });
      return wide === undefined ? undefined : `All of ${wide} is exempt from blocking.`;
    })(resources),
});
