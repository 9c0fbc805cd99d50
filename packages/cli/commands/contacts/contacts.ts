import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { contactsSchema, describeContact, inOrder } from "@seaworthy/platform/contacts/contact";
import { z } from "zod";
import { findStack } from "../../project.ts";
import { configValue } from "../../pulumi/stack-file.ts";

const key = "seaworthy:contacts";

/** From the stack file alone: it works while the stack and all vendors are down. */
export function contacts(name: string, { json }: { readonly json?: boolean }): void {
  const file = findProject().stackFile(findStack(name).name);
  const parsed = contactsSchema.safeParse(configValue(file, key));
  if (!parsed.success) throw notRead(file, parsed.error);
  const called = inOrder(parsed.data);
  process.stdout.write(
    json
      ? `${JSON.stringify(called, null, 2)}\n`
      : called.map((contact) => `${describeContact(contact)}\n`).join(""),
  );
}

function notRead(file: string, error: z.ZodError): SeaworthyError {
  const why = configValue(file, key) === undefined ? "is missing" : z.prettifyError(error);
  return new SeaworthyError(
    "CONFIG_INVALID",
    `${key} in ${file}: ${why}. docs/operations/runbooks.md has an example.`,
  );
}
