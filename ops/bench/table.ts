type Measure = () => Promise<Record<string, unknown>>;

/** Every bench by the area that it measures; a bench is loaded when it runs. `npm run bench [area…]`. */
export const benches: Readonly<Record<string, () => Promise<{ measure: Measure }>>> = {
  stack: () => import("./benches/stack.ts"),
};
