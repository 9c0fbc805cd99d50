import type { Edit, Mutation } from "./mutation.ts";

export const edit = (file: string, before: string, after: string): Edit => ({
  file,
  before,
  after,
});

/** Breaks a rule by one or more edits. */
export const breaks = (
  rule: string | readonly string[],
  what: string,
  edits: Edit | readonly Edit[],
  more: Pick<Mutation, "line" | "anywhere"> = {},
): Mutation => ({
  what,
  rules: typeof rule === "string" ? [rule] : rule,
  edits: "file" in edits ? [edits] : edits,
  ...more,
});

/** Breaks a rule by one edit of a file. */
export const changed = (
  file: string,
  rule: string | readonly string[],
  what: string,
  before: string,
  after: string,
): Mutation => breaks(rule, what, edit(file, before, after));

export const harmless = (
  what: string,
  ...edits: readonly (Edit | readonly Edit[])[]
): Mutation => ({
  what,
  rules: [],
  edits: edits.flat(),
});

/** Appended to the program; `app`, `edge`, `errors` and the like are in scope. */
let programs = 0;
const anchor = "export const manifest = manifestOf({";

export function program(code: string): readonly Edit[] {
  programs += 1;
  const name = `further-${programs}`;
  const file = `infra/${name}.ts`;
  const header = [
    'import * as cloudflare from "@pulumi/cloudflare";',
    'import * as pulumi from "@pulumi/pulumi";',
    'import * as sentry from "@pulumi/sentry";',
    'import * as supabase from "@pulumi/supabase";',
    'import * as seaworthy from "@seaworthy/sdk/index";',
    "void [cloudflare, pulumi, sentry, supabase, seaworthy];",
    "",
  ].join("\n");
  return [
    { file, after: `${header}${code}\n` },
    edit("infra/index.ts", anchor, `import "./${name}.ts";\n${anchor}`),
  ];
}

let migrations = 0;
/** A migration of the stack's own, after all others. */
export function migration(sql: string): Edit {
  migrations += 1;
  const number = String(200 + migrations).padStart(4, "0");
  return {
    file: `app/migrations/${number}_change_${migrations}.sql`,
    after: `-- Up Migration\n\n${sql}\n\n-- Down Migration\n\nselect 1;\n`,
  };
}

const prodFile = "Pulumi.prod.yaml";
export const key = (before: string, after: string): Edit => edit(prodFile, before, after);
