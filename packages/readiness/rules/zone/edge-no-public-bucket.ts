import { property } from "../helpers/checks.ts";
import { inProduction, type Rule } from "../rule.ts";

export const edgeNoPublicBucket: Rule = {
  id: "edge-no-public-bucket",
  area: "edge",
  title: "No R2 bucket is public at r2.dev",
  why: "At r2.dev anyone can read each object whose name they know or guess, bypassing the zone's rules and rate limits. Cloudflare intends it for development.",
  fix: "Set enabled to false on the R2ManagedDomain, and serve the bucket from a custom domain of the zone or through the Worker.",
  example: {
    language: "typescript",
    code: 'new R2ManagedDomain("files", { accountId, bucketName, enabled: false });',
  },
  source: "https://developers.cloudflare.com/r2/buckets/public-buckets/",
  severity: inProduction,
  rank: "high",
  scope: "resource",
  subjects: ["r2ManagedDomain"],
  judge: property("r2ManagedDomain", "enabled", (enabled) =>
    enabled === true ? "The bucket is public at r2.dev." : undefined,
  ),
};
