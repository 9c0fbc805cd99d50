export type Platform = "aws" | "gcp";

/** Upstash's regions by platform, following its OpenAPI description. */
const regionsByPlatform = {
  aws: [
    ...[
      "us-east-1",
      "us-east-2",
      "us-west-1",
      "us-west-2",
      "ca-central-1",
      "eu-central-1",
      "eu-west-1",
      "eu-west-2",
    ],
    ...[
      "sa-east-1",
      "ap-south-1",
      "ap-northeast-1",
      "ap-southeast-1",
      "ap-southeast-2",
      "af-south-1",
    ],
  ],
  gcp: ["us-central1", "us-east4", "europe-west1", "asia-northeast1"],
} as const satisfies Record<Platform, readonly string[]>;

export const allRegions: readonly string[] = Object.values(regionsByPlatform).flat();

/** Undefined for a region that neither platform has. */
export function platformOf(region: string): Platform | undefined {
  const platforms: readonly Platform[] = ["aws", "gcp"];
  return platforms.find((platform) =>
    (regionsByPlatform[platform] as readonly string[]).includes(region),
  );
}
