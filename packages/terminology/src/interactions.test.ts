import { describe, expect, it } from '@jest/globals';
import { interactions, interactionsAmong, interactionsOf } from './index.ts';

const pairs = (names: readonly string[]) => interactionsAmong(names).map(({ ingredients }) => ingredients.join(' + '));

describe('interactions', () => {
  it('holds 651 pairs, each with a known severity and a source', () => {
    const severities = ['contraindicated', 'contraindicated_conditional', 'avoid', 'major'];

    expect(interactions).toHaveLength(651);
    expect(
      interactions.filter((pair) => pair.ingredients.length !== 2 || !severities.includes(pair.severity) || pair.source === ''),
    ).toEqual([]);
  });
});

describe('interactionsAmong', () => {
  it('finds a listed pair in either order', () => {
    expect(pairs(['simvastatin', 'clarithromycin'])).toEqual(['clarithromycin + simvastatin']);
    expect(pairs(['clarithromycin', 'simvastatin'])).toEqual(['clarithromycin + simvastatin']);
  });

  it('finds nothing for one ingredient or for ingredients that go together', () => {
    expect(pairs(['simvastatin'])).toEqual([]);
    expect(pairs(['metformin', 'amlodipine', 'paracetamol'])).toEqual([]);
    expect(pairs([])).toEqual([]);
  });

  it('needs all parts of a listed combination', () => {
    expect(pairs(['lopinavir', 'simvastatin'])).toEqual([]);
    expect(pairs(['lopinavir', 'ritonavir', 'simvastatin'])).toEqual(['lopinavir/ritonavir + simvastatin']);
    expect(pairs(['Lopinavir/Ritonavir', 'Simvastatin'])).toEqual(['lopinavir/ritonavir + simvastatin']);
  });

  it('knows United States names and leaves salts out', () => {
    expect(pairs(['Meperidine Hydrochloride', 'tranylcypromine'])).toEqual(['tranylcypromine + pethidine']);
  });

  it('finds every listed pair from its own names', () => {
    expect(interactions.filter((pair) => !interactionsAmong(pair.ingredients).includes(pair))).toEqual([]);
  });
});

describe('interactionsOf', () => {
  it('gives the pairs of an ingredient, also where it is part of a combination', () => {
    expect(interactionsOf('simvastatin').length).toBeGreaterThan(10);
    expect(interactionsOf('ritonavir').some(({ ingredients }) => ingredients.includes('lopinavir/ritonavir'))).toBe(true);
    expect(interactionsOf('paracetamol')).toEqual([]);
  });
});
