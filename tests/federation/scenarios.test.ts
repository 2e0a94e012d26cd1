import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectedFile, readExpected, readScenario, scenarioNames } from './harness/read-scenarios.ts';
import { placeOf, type RunningScenario, startScenario } from './harness/running-scenario.ts';
import type { Outcome } from './harness/scenario.ts';

/** Writes what is answered as what is expected. The answers still have to be those of one server over the same data. */
const isRecording = process.env['FEDERATION_RECORD'] === 'true';

for (const name of await scenarioNames()) {
  const scenario = await readScenario(name);
  const expected = isRecording ? {} : await readExpected(name);

  describe(name, () => {
    const recorded: Record<string, Outcome> = {};
    let running: RunningScenario | undefined;
    beforeAll(async () => {
      running = await startScenario(scenario);
    });
    afterAll(async () => {
      await running?.close();
      if (isRecording) await writeFile(expectedFile(name), `${JSON.stringify(recorded, null, 2)}\n`);
    });

    it.each(scenario.cases)('$name', async (testCase) => {
      if (running === undefined) throw new Error('The scenario did not start.');
      const outcome = await running.run(testCase);

      recorded[testCase.name] = outcome;
      if (!isRecording) expect(outcome).toEqual(expected[testCase.name]);
      if (testCase.differs === undefined && testCase.faults === undefined) {
        const errors = (outcome.errors ?? []) as readonly OutcomeError[];
        const refused = refusedPlaces(errors);
        const { data, errorPaths } = await running.runAsOneServer(testCase, refused);
        expect(outcome.data).toEqual(data);
        // The gateway tells a refused place once, one server wherever a list leads to it.
        if (refused.size === 0) expect(errors.map(({ path }) => path)).toEqual(errorPaths);
      }
    });
  });
}

interface OutcomeError {
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

const refusedPlaces = (errors: readonly OutcomeError[]): ReadonlySet<string> =>
  new Set(errors.flatMap(({ path = [], extensions }) => (extensions?.code === 'UNAUTHORIZED_FIELD_OR_TYPE' ? [placeOf(path)] : [])));
