type Measure = () => Promise<Record<string, unknown>>;

/** Every bench by area, loaded when run. `npm run bench [area…]`. */
export const benches: Readonly<Record<string, () => Promise<{ measure: Measure }>>> = {
  stack: () => import("./benches/stack.ts"),
  rules: () => import("./benches/rules.ts"),
  edge: () => import("./benches/edge.ts"),
  isolation: () => import("./benches/isolation.ts"),
  policies: () => import("./benches/policies.ts"),
  app: () => import("./benches/app.ts"),
  "app-data": () => import("./benches/app-data.ts"),
  workloads: () => import("./benches/workloads.ts"),
  rotation: () => import("./benches/rotation.ts"),
  rollout: () => import("./benches/rollout.ts"),
};
