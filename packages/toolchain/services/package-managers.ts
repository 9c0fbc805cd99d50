import { existsSync } from "node:fs";
import { SeaworthyError } from "@seaworthy/core/errors";
import { run } from "../run.ts";
import { aptInstall, rootPrefix } from "./debian.ts";
import { type ServiceName, services } from "./table.ts";
import { aptUnpack } from "./unpacked.ts";

interface InstallOptions {
  readonly report: (line: string) => void;
  readonly environment: NodeJS.ProcessEnv;
}

export interface PackageManager {
  /** The command that users type. */
  readonly command: (names: readonly ServiceName[]) => string;
  readonly install: (names: readonly ServiceName[], options: InstallOptions) => Promise<void>;
}

const debian: PackageManager = {
  command: (names) =>
    `sudo apt-get install -y ${names.map((name) => services[name].debian).join(" ")}`,
  install: async (names, options) => {
    const packages = names.map((name) => services[name].debian);
    try {
      await aptInstall(packages, options.report);
    } catch (thrown) {
      if (!(thrown instanceof SeaworthyError && thrown.code === "PERMISSION_DENIED")) throw thrown;
      await aptUnpack(packages, options);
    }
  },
};

const homebrew: PackageManager = {
  command: (names) => `brew install ${names.map((name) => services[name].homebrew).join(" ")}`,
  install: (names, { report }) =>
    installWith(
      [],
      ["brew", "install"],
      namesIn("homebrew", names),
      homebrew.command(names),
      report,
    ),
};

/** A system-wide package manager, which needs root. */
function systemManager(key: "dnf" | "pacman" | "apk", install: readonly string[]): PackageManager {
  const manager: PackageManager = {
    command: (names) => ["sudo", ...install, ...namesIn(key, names)].join(" "),
    install: async (names, { report }) => {
      const command = manager.command(names);
      await installWith(await rootPrefix(command), install, namesIn(key, names), command, report);
    },
  };
  return manager;
}

const namesIn = (
  key: "homebrew" | "dnf" | "pacman" | "apk",
  names: readonly ServiceName[],
): string[] => names.map((name) => services[name][key]);

async function installWith(
  prefix: readonly string[],
  install: readonly string[],
  packages: readonly string[],
  command: string,
  report: (line: string) => void,
): Promise<void> {
  const [program = "", ...args] = [...prefix, ...install, ...packages];
  const result = await run(program, args, { onLine: report });
  if (result.exitCode === 0) return;
  throw new SeaworthyError(
    "TOOL_MISSING",
    `${install[0]} could not install ${packages.join(", ")}. Type: ${command}\n${result.tail.join("\n")}`,
  );
}

const byHand: PackageManager = {
  command: (names) =>
    `install ${names.map((name) => `${services[name].title} ${services[name].oldest} or later`).join(", ")} and put the programs on PATH`,
  async install(names) {
    throw new SeaworthyError(
      "TOOL_MISSING",
      `None of apt-get, dnf, pacman, apk and Homebrew is available to install what is missing: ${byHand.command(names)}.`,
    );
  },
};

const systemManagers = {
  "/usr/bin/apt-get": debian,
  "/usr/bin/dnf": systemManager("dnf", ["dnf", "install", "-y"]),
  "/usr/bin/pacman": systemManager("pacman", ["pacman", "-S", "--needed", "--noconfirm"]),
  "/sbin/apk": systemManager("apk", ["apk", "add"]),
} as const satisfies Readonly<Record<string, PackageManager>>;

/** The machine's own package manager. @param exists injected by tests */
export function packageManagerOf(
  environment: NodeJS.ProcessEnv,
  exists: (file: string) => boolean = existsSync,
): PackageManager {
  const own = Object.entries(systemManagers).find(([file]) => exists(file));
  if (own !== undefined) return own[1];
  const folders = [...(environment.PATH ?? "").split(":"), "/opt/homebrew/bin", "/usr/local/bin"];
  return folders.some((folder) => folder !== "" && exists(`${folder}/brew`)) ? homebrew : byHand;
}
