import { describe, expect, it } from '@jest/globals';
import { mappedTypes } from './mapped-types.ts';

describe('mappedTypes', () => {
  it('finds types that are declared', () => {
    const types = mappedTypes(
      "import type { Page } from 'x';\nexport interface Patient {\n  id: string;\n}\nexport type Connection = Page<Patient>;\n",
    );

    expect(types).toEqual(['Patient', 'Connection']);
  });

  it('finds types that are passed on, by the name they have outside', () => {
    const types = mappedTypes("export type { Encounter, Record as Condition } from 'x';\nexport type {\n  Goal,\n} from 'y';\n");

    expect(types).toEqual(['Encounter', 'Condition', 'Goal']);
  });

  it('leaves out what stays inside', () => {
    expect(mappedTypes('interface Inside {}\ntype Other = Inside;\n')).toEqual([]);
  });
});
