/** A tree without node positions, which printing changes. */
export function withoutPlaces(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) => (key === "at" ? undefined : value)),
  );
}
