import type { Encoding } from "./encoders.ts";

/** The first preferred encoding that the client accepts (RFC 9110, 12.5.3). */
export function chooseEncoding(
  accepted: string,
  wanted: readonly Encoding[],
): Encoding | undefined {
  const weights = new Map(accepted.toLowerCase().split(",").map(weightOf));
  return wanted.find((encoding) => (weights.get(encoding) ?? weights.get("*") ?? 0) > 0);
}

function weightOf(part: string): [name: string, weight: number] {
  const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
  const quality = parameters.find((text) => text.startsWith("q="))?.slice(2);
  return [name, quality === undefined ? 1 : Number(quality) || 0];
}
