/** A vector of length 1 as it is stored: then the cosine of two is the sum of their products. */
export function packed(vector: readonly number[]): ArrayBuffer {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length).buffer;
}

/** From -1 to 1; 0 for vectors of different models. */
export function similarity(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length) return 0;
  let sum = 0;
  for (let place = 0; place < one.length; place++) sum += (one[place] ?? 0) * (other[place] ?? 0);
  return sum;
}

/** Without the error of 32-bit numbers in the last digits. */
export const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;
