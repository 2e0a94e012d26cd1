import { measureGateway } from './measure.ts';

/** `node gateway/main.ts [seconds per operation]` */
console.table(await measureGateway(Number(process.argv[2] ?? 5)));
