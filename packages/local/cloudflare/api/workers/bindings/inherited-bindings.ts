import { z } from "zod";
import type { BindingDocument, VersionDocument } from "../../documents.ts";
import { Refusal } from "../../envelope.ts";

/** A binding that a new version copies from an earlier one, including its secret value. */
const inheritSchema = z.strictObject({
  type: z.literal("inherit"),
  name: z.string().min(1),
  /** Its name in that version. */
  old_name: z.string().min(1).optional(),
  version_id: z.string().default("latest"),
});

/**
 * Replaces each `inherit` binding with the one it names
 * (https://developers.cloudflare.com/workers/configuration/multipart-upload-metadata/).
 *
 * @param versions all versions of the Worker, oldest first
 */
export function withInherited(
  bindings: readonly BindingDocument[],
  versions: readonly VersionDocument[],
): BindingDocument[] {
  return bindings.map((binding, index) =>
    binding.type === "inherit" ? inherited(binding, index, versions) : binding,
  );
}

function inherited(
  binding: BindingDocument,
  index: number,
  versions: readonly VersionDocument[],
): BindingDocument {
  const pointer = `/bindings/${index}`;
  const parsed = inheritSchema.safeParse(binding);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join(".") ?? "";
    const message = `Binding ${binding.name}: ${where} ${issue?.message ?? "is invalid"}`;
    throw new Refusal(400, { code: 10021, message, pointer });
  }
  const { name, old_name = name, version_id } = parsed.data;
  const from =
    version_id === "latest" ? versions.at(-1) : versions.find(({ id }) => id === version_id);
  const found = from?.bindings.find((candidate) => candidate.name === old_name);
  if (found) return { ...found, name };
  const message = from
    ? `Binding ${name} cannot be inherited: version ${from.id} has no binding ${old_name}.`
    : `Binding ${name} cannot be inherited: this Worker has no version ${version_id}.`;
  throw new Refusal(400, { code: 10057, message, pointer });
}
