import { measureGateway } from './measure.ts';
console.table(await measureGateway(4, './profiled.ts'));
