/** Commands that administer, copy or empty a server, by category. */
const admin = [
  ...["acl", "bgrewriteaof", "bgsave", "client", "cluster", "config", "debug", "failover"],
  ...["latency", "module", "monitor", "psync", "replconf", "replicaof", "save", "shutdown"],
  ...["slaveof", "slowlog", "sync"],
];
const dangerous = ["flushall", "flushdb", "migrate", "restore", "restore-asking", "role", "swapdb"];

export const deniedCategories: readonly string[] = ["@admin", "@dangerous"];

/** The commands of each category; Redis lists administrative ones in both. */
const categories: Readonly<Record<string, readonly string[]>> = {
  "@all": [...admin, ...dangerous],
  "@admin": admin,
  "@dangerous": [...admin, ...dangerous],
};

/**
 * The commands of those categories that a user may finally run. Words are evaluated in order and
 * ignoring case, as in Redis; selectors in parentheses add to the rest.
 */
export function grantsOf(words: readonly string[]): readonly string[] {
  const text = words.join(" ").toLowerCase();
  const selectors = [...text.matchAll(/\(([^)]*)\)/g)].map(([, inner = ""]) => inner);
  const parts = [text.replaceAll(/\([^)]*\)/g, " "), ...selectors];
  return [...new Set(parts.flatMap((part) => [...granted(part.split(/\s+/))]))];
}

/** `nopass` accepts any password, until a later word gives the user one. */
export const isWithoutPassword = (words: readonly string[]): boolean =>
  words
    .join(" ")
    .split(/\s+/)
    .reduce((open, word) => {
      if (/^nopass$/i.test(word)) return true;
      return open && !/^(resetpass|reset|[>#].+)$/i.test(word);
    }, false);

function granted(words: readonly string[]): ReadonlySet<string> {
  const may = new Set<string>();
  for (const word of words) {
    if (word === "allcommands") grant(may, "@all");
    else if (word === "nocommands" || word === "reset") may.clear();
    else if (word.startsWith("+")) grant(may, word.slice(1));
    else if (word.startsWith("-")) for (const one of commandsOf(word.slice(1))) may.delete(one);
  }
  return may;
}

function grant(may: Set<string>, name: string): void {
  for (const one of commandsOf(name)) may.add(one);
}

/** `config|get` is a subcommand of `config`. */
function commandsOf(name: string): readonly string[] {
  const [command = ""] = name.split("|");
  return categories[command] ?? [...admin, ...dangerous].filter((one) => one === command);
}
