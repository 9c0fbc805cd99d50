import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Tests of whole stacks take minutes each: if started last, one would run alone while the other
 * core idles.
 */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => moduleId.includes("/e2e/");
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
