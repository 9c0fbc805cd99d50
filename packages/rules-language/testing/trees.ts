/** A tree without the places of its nodes, which printing changes. */
export function withoutPlaces(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) => (key === "at" ? undefined : value)),
  );
}
