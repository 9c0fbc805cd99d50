/** The Worker that the bundler makes of the table of modules. */
declare module "seaworthy:worker" {
  const handlers: Required<
    Pick<import("@cloudflare/workers-types").ExportedHandler<object>, "fetch" | "scheduled">
  >;
  export default handlers;
}
