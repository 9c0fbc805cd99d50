import { spawn } from "node:child_process";
import { once } from "node:events";

/** The program that opens a URL on this machine; undefined where there is no display. */
export function browserOpener(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const { BROWSER, CI, SSH_CONNECTION, DISPLAY, WAYLAND_DISPLAY } = environment;
  if (CI || SSH_CONNECTION) return undefined;
  if (BROWSER) return BROWSER;
  if (platform === "darwin") return "open";
  return DISPLAY || WAYLAND_DISPLAY ? "xdg-open" : undefined;
}

/** Opens the URL if possible; it has been printed already. */
export async function openBrowser(address: string): Promise<void> {
  const opener = browserOpener();
  if (opener === undefined) return;
  const child = spawn(opener, [address], { stdio: "ignore", detached: true });
  await Promise.race([once(child, "spawn"), once(child, "error")]).catch(() => undefined);
  child.unref();
}
