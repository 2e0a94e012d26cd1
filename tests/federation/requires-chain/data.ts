import type { Data } from '../harness/scenario.ts';

type Value = number | ((this: Step) => number);

interface Step {
  readonly a: number;
  readonly b: Value;
  readonly c: Value;
}

const amountOf = (step: Step, value: Value) => (typeof value === 'function' ? value.call(step) : value);

const rules = {
  b(this: Step) {
    return this.a + 1;
  },
  c(this: Step) {
    return amountOf(this, this.b) * 2;
  },
  e(this: Step) {
    return amountOf(this, this.c) + 3;
  },
};

export function createData(): Data {
  const one = { id: '1', a: 1, ...rules };
  return { Query: { one }, entities: { Step: [one] } };
}
