import type { Template } from "./template.ts";

/**
 * The package.json of a new stack. It lists all of our packages, because npm only finds a tarball's
 * own packages there.
 */
export function packageJson(
  { workspaces, packages, root }: Template,
  name: string,
  tarballs: ReadonlyMap<string, string> | undefined,
): object {
  const own = Object.entries(packages).map(([packageName, version]) => {
    const file = tarballs?.get(packageName);
    return [packageName, file === undefined ? version : `file:${file}`];
  });
  const bootstrap = "node node_modules/@seaworthy/toolchain/bootstrap.mjs";
  return {
    name:
      name
        .toLowerCase()
        .replaceAll(/[^a-z0-9._-]+/g, "-")
        .replace(/^[._-]+/, "") || "stack",
    version: "0.1.0",
    private: true,
    type: "module",
    engines: root.engines,
    workspaces,
    scripts: {
      start: `${bootstrap} start`,
      check: `${bootstrap} check`,
      test: `${bootstrap} test`,
      lint: "seaworthy scan",
      seaworthy: "seaworthy",
      postinstall: "node node_modules/@seaworthy/toolchain/build-sdks.mjs",
    },
    dependencies: Object.fromEntries(own),
    devDependencies: root.devDependencies,
    allowScripts: root.allowScripts,
  };
}
