/** Wilson score interval of a proportion: also correct for small numbers and zero. */
export function wilson(some: number, all: number, z: number): { lower: number; upper: number } {
  if (all === 0) return { lower: 0, upper: 1 };
  const share = some / all;
  const spread = (z * z) / all;
  const middle = share + spread / 2;
  const half = z * Math.sqrt((share * (1 - share) + spread / 4) / all);
  return {
    lower: Math.max(0, (middle - half) / (1 + spread)),
    upper: Math.min(1, (middle + half) / (1 + spread)),
  };
}
