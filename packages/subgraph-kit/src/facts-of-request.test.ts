import type { ActorFacts } from '@health-graph/permissions';
import { describe, expect, it } from '@jest/globals';
import { factsOfRequest } from './facts-of-request.ts';
import { someCaller } from './testing/test-gateway.ts';

/** Identity, as far as it says who was asked about; everybody is in the caller's care. */
function identity() {
  const questions: (readonly string[] | 'related')[] = [];
  let time = 0;
  const answer = (ids: readonly string[]): ActorFacts => ({
    mayAct: true,
    leads: new Set(['d1']),
    ofPatient: new Map(ids.map((id) => [id, { careTeam: true }])),
  });
  const facts = factsOfRequest(
    () => ({
      of: async (ids) => {
        questions.push(ids);
        return answer(ids);
      },
      ofRelated: async () => {
        questions.push('related');
        return answer(['p1']);
      },
    }),
    () => time,
  );
  return { facts, questions, wait: (ms: number) => (time += ms) };
}

describe('the facts of a request', () => {
  it('are asked for once, whichever fetch needs them', async () => {
    const { facts, questions } = identity();

    const [one, other] = await Promise.all([facts(someCaller, 'r1').of(['p1', 'p2']), facts(someCaller, 'r1').of(['p2', 'p3'])]);

    expect(questions).toEqual([['p1', 'p2'], ['p3']]);
    expect([...one.ofPatient.keys()]).toEqual(['p1', 'p2']);
    expect(other.ofPatient.get('p3')).toEqual({ careTeam: true });
    expect(other.ofPatient.get('p2')).toEqual({ careTeam: true });
  });

  it('are enough for who asks about nobody in particular', async () => {
    const { facts, questions } = identity();

    await facts(someCaller, 'r1').of(['p1']);
    await facts(someCaller, 'r1').of([]);
    await facts(someCaller, 'r1').ofRelated();
    await facts(someCaller, 'r1').ofRelated();

    expect(questions).toEqual([['p1'], 'related']);
  });

  it('are asked for again by the next request, another caller, and after ten seconds', async () => {
    const { facts, questions, wait } = identity();
    const ask = (caller = someCaller, requestId = 'r1') => facts(caller, requestId).of(['p1']);

    await ask();
    await ask(someCaller, 'r2');
    await ask({ ...someCaller, purpose: 'ETREAT' });
    wait(10_000);
    await ask();

    expect(questions.length).toBe(4);
  });

  it('fail for every fetch of the request when identity does not answer', async () => {
    const facts = factsOfRequest(
      () => ({ of: () => Promise.reject(new Error('away')), ofRelated: () => Promise.reject(new Error('away')) }),
      Date.now,
    );

    await expect(facts(someCaller, 'r1').of(['p1'])).rejects.toThrow('away');
    await expect(facts(someCaller, 'r1').of(['p1', 'p2'])).rejects.toThrow('away');
    await expect(facts(someCaller, 'r1').of([])).rejects.toThrow('away');
  });
});
