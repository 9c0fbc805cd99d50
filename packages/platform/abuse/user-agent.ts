import { createMiddleware } from "hono/factory";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";

/**
 * Scanners that identify themselves. Libraries such as curl or python-requests are how legitimate
 * programs call an API.
 */
const scanners =
  /\b(?:sqlmap|nikto|nmap|masscan|zgrab|nuclei|wpscan|dirbuster|gobuster|feroxbuster|ffuf|wfuzz|acunetix|nessus|openvas|arachni|w3af|havij|jaeles|zmeu|commix|xsser|netsparker|whatweb|fimap|dirsearch)\b/i;

export interface UserAgentPolicy {
  /** User agents to reject. Default: scanners that identify themselves. */
  readonly refused?: RegExp;
  /** How to treat requests without a User-Agent. Default `allow`: many programs send none. */
  readonly missing?: "allow" | "refuse";
  /** No browser's is nearly as long. Default 512. */
  readonly maxLength?: number;
}

/**
 * Rejects User-Agents that no legitimate API client sends. Throws REQUEST_REFUSED.
 *
 * ```ts
 * app.use("/rest/*", requireDecentUserAgent({ missing: "refuse" }));
 * ```
 */
export function requireDecentUserAgent({
  refused = scanners,
  missing = "allow",
  maxLength = 512,
}: UserAgentPolicy = {}) {
  return createMiddleware<AppEnv>(async function requireDecentUserAgent(c, next) {
    const agent = c.req.header("user-agent")?.trim() ?? "";
    if ((agent === "" && missing === "refuse") || agent.length > maxLength || refused.test(agent)) {
      c.var.log.warn("user_agent.refused", { userAgent: agent.slice(0, maxLength) });
      throw new AppError("REQUEST_REFUSED", "Send a User-Agent header that names your program.");
    }
    await next();
  });
}
