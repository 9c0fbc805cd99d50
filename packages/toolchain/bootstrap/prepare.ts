import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { installToolchain } from "../install/install.ts";
import { describeServices, installServices } from "../services.ts";

/**
 * The steps of `npm start` and `npm test` that need the installed packages. bootstrap.mjs runs this
 * and reads one JSON object per line: `{"step": title}`, `{"report": line}`, `{"done": outcome}`,
 * `{"failed": {code, message}}`. Arguments are titles of steps to skip.
 */
const steps: readonly {
  title: string;
  work: (report: (line: string) => void) => Promise<string>;
}[] = [
  {
    title: "Services",
    work: async (report) => describeServices(await installServices({ report })),
  },
  {
    title: "Pulumi",
    work: async (report) => {
      const toolchain = await installToolchain({ report });
      return `${toolchain.version}, ${toolchain.source}`;
    },
  },
];

type Event =
  | { step: string }
  | { report: string }
  | { done: string }
  | { failed: { code: string; message: string } };

function tell(event: Event): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

try {
  const without = process.argv.slice(2);
  for (const step of steps.filter(({ title }) => !without.includes(title))) {
    tell({ step: step.title });
    tell({ done: await step.work((report) => tell({ report })) });
  }
} catch (thrown) {
  tell({
    failed: {
      code: thrown instanceof SeaworthyError ? thrown.code : "TOOL_MISSING",
      message: messageOf(thrown),
    },
  });
  process.exitCode = 1;
}
