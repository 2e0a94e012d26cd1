import { codes, elements } from './elements.ts';

/** One element as the specification has it, under one of the names it takes in JSON (`valueQuantity` of `value[x]`). */
export interface ElementRule {
  /** As the specification writes it: `value[x]`. */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly isList: boolean;
  /** The codes it may have, where the specification closes them. */
  readonly codes?: ReadonlySet<string>;
}

/** The elements of a type, by their names in JSON. */
export interface TypeRule {
  readonly elements: ReadonlyMap<string, ElementRule>;
  /** Required elements, each with the names one of which must be there. */
  readonly required: readonly { readonly name: string; readonly anyOf: readonly string[] }[];
}

const rules = new Map<string, TypeRule>();
const codeSets = new Map<string, ReadonlySet<string>>(Object.entries(codes).map(([name, members]) => [name, new Set<string>(members)]));
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = elements;

/** The rule of a type or of a part of one (`Observation.component`); undefined where the table has none. */
export function ruleOf(type: string): TypeRule | undefined {
  const described = Object.hasOwn(table, type) ? table[type] : undefined;
  if (described === undefined) return undefined;
  const rule = rules.get(type) ?? compile(described);
  rules.set(type, rule);
  return rule;
}

function compile(described: Readonly<Record<string, string>>): TypeRule {
  const byName = Object.entries(described).map(([name, text]) => [name, namesOf(name, text)] as const);
  return {
    elements: new Map(byName.flatMap(([, named]) => named)),
    required: byName
      .filter(([, named]) => named.some(([, rule]) => rule.isRequired))
      .map(([name, named]) => ({ name, anyOf: named.map(([key]) => key) })),
  };
}

/** `1..1 Quantity,string` gives one rule for each type it may have; `0..1 code name-use` names its codes. */
function namesOf(name: string, text: string): [string, ElementRule][] {
  const [cardinality = '', types = '', codeSet] = text.split(' ');
  const [min, max] = cardinality.split('..');
  const set = codeSet === undefined ? undefined : codeSets.get(codeSet);
  return types.split(',').map((typed) => {
    const type = typed.replace(/\(.*\)$/, '');
    const key = name.endsWith('[x]') ? `${name.slice(0, -3)}${type.charAt(0).toUpperCase()}${type.slice(1)}` : name;
    return [key, { name, type, isRequired: min !== '0', isList: max === '*', ...(set === undefined ? {} : { codes: set }) }];
  });
}
