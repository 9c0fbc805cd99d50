import type { Outcome } from "../figures.ts";

/** The cases of a JUnit report; a skipped one is none. */
export function outcomesOf(report: string): Outcome[] {
  return [...report.matchAll(/<testcase ([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)]
    .map(([, attributes = "", content = ""]) => ({ attributes, content }))
    .filter(({ content }) => !content.includes("<skipped"))
    .map(({ attributes, content }): Outcome => {
      const [file, group, name] = ["file", "classname", "name"].map((key) => {
        return plain(new RegExp(`(?:^| )${key}="([^"]*)"`).exec(attributes)?.[1] ?? "");
      });
      const id = [file, group, name].filter((part) => part !== "").join(" > ");
      return { id, failure: failureOf(content) };
    });
}

function failureOf(content: string): string | undefined {
  if (!/<(?:failure|error)\b/.test(content)) return undefined;
  const [, message = "fails"] = /message="([^"]*)"/.exec(content) ?? [];
  return plain(message).split("\n", 1)[0];
}

const entities = { quot: '"', apos: "'", lt: "<", gt: ">", amp: "&" };

function plain(text: string): string {
  return text.replace(/&(quot|apos|lt|gt|amp);/g, (_all, name: keyof typeof entities) => {
    return entities[name];
  });
}
