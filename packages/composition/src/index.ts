// Subgraphs into one supergraph.
export { type Composition, compose } from './compose.ts';
// The conventions of the graph.
export { type LintFault, lint } from './lint.ts';
// SDL, and what its types and fields carry.
export {
  classesOf,
  directivesNamed,
  isEntity,
  isExternal,
  isRoot,
  type SdlType,
  typesOf,
} from './sdl-types.ts';
export type { SubgraphSchema } from './subgraph-schema.ts';
// What several hospitals serve together.
export { type HorizontalRules, type JoinRule, parseHorizontalRules } from './horizontal/horizontal-rules.ts';
export { type HorizontalShare, lintHorizontal, type ReadShare, readHorizontalShare } from './horizontal/horizontal-share.ts';
