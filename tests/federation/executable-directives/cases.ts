import type { Case } from '../harness/scenario.ts';

export const cases: readonly Case[] = [
  { name: "passes a client's directive to the subgraph", operation: '{ a @access(scope: PRIVATE) }' },
  { name: 'passes it with its default', operation: '{ a @access b @access }' },
  { name: 'passes a variable in it', operation: 'query ($scope: Scope!) { b @access(scope: $scope) }', variables: { scope: 'PUBLIC' } },
  { name: 'refuses one that nobody knows', operation: '{ a @unknown }', differs: 'Nothing is executed.' },
];
