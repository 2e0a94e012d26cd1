import type { Data } from '../harness/scenario.ts';

export const createData = (): Data => ({ Query: { either: 1, all: 2, mine: 3, write: 4, open: 5 } });
