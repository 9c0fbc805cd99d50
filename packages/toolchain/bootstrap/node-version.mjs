// Also parsed by Node.js versions that are too old for the rest; keep its syntax old.

/** Minimum for these few files. The checkout then provides its own Node.js for everything else. */
export const oldestForBootstrap = "18.0.0";

/** Runs TypeScript without a build (type stripping without a flag). */
export const oldestForTypeScript = "22.18.0";

/** The message for a Node.js that is older than `oldest`; undefined when it is not. */
export function describeOldNode(version, oldest) {
  if (!isOlder(version, oldest)) return undefined;
  return (
    "Node.js " +
    version +
    " runs this, and " +
    oldest +
    " or later is needed. Install a current one from https://nodejs.org, " +
    "or with your package manager (macOS: brew install node), then run the same command again."
  );
}

export function isOlder(version, oldest) {
  const left = numbersOf(version);
  const right = numbersOf(oldest);
  for (let index = 0; index < right.length; index++) {
    const difference = (left[index] || 0) - right[index];
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function numbersOf(version) {
  return version.split("-")[0].split(".").map(Number);
}
