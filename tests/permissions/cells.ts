import { readFileSync } from 'node:fs';

/** One line of `hand-written-cells.tsv`. */
export interface Cell {
  readonly dataClass: string;
  readonly role: string;
  readonly purpose: string;
  readonly relationship: string;
  readonly expected: string;
  readonly basis: string;
}

const header = 'class\trole\tpurpose\trelationship\texpected\tbasis';

export function readCells(): Cell[] {
  const text = readFileSync(new URL('hand-written-cells.tsv', import.meta.url), 'utf8');
  const [first, ...lines] = text.trimEnd().split('\n');
  if (first !== header) throw new Error(`The first line must be ${JSON.stringify(header)}.`);
  return lines.map((line) => {
    const [dataClass = '', role = '', purpose = '', relationship = '', expected = '', basis = '', ...more] = line.split('\t');
    if (basis === '' || more.length > 0) throw new Error(`Six columns are needed: ${line}`);
    return { dataClass, role, purpose, relationship, expected, basis };
  });
}
