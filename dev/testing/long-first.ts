import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Tests of whole stacks take minutes each: if started last, one would run alone while the other
 * core idles. Those that share processes come last, together: a process ends when a file of another
 * project follows.
 */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId, project }: TestSpecification) => {
      if (moduleId.includes("/e2e/")) return 0;
      return project.config.isolate ? 1 : 2;
    };
    return sorted.toSorted((one, other) => place(one) - place(other));
  }
}
