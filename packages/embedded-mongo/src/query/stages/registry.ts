import { compileBucket, compileBucketAuto, compileSortByCount } from './bucket.ts';
import { compileDensify } from './densify.ts';
import { compileFill } from './fill.ts';
import { flowStages } from './flow.ts';
import { compileGraphLookup } from './graph-lookup.ts';
import { compileGroup } from './group.ts';
import { compileFacet, compileLookup, compileUnionWith } from './lookup.ts';
import { compileMerge, compileOut } from './merge.ts';
import { compileSortStage } from './sort-stage.ts';
import { sourceStages } from './sources.ts';
import type { StageCompiler } from './stage.ts';
import { compileWindowFields } from './window.ts';

/** All stages by name. */
export const stageCompilers: Readonly<Record<string, StageCompiler>> = {
  ...flowStages,
  ...sourceStages,
  $group: compileGroup,
  $bucket: compileBucket,
  $bucketAuto: compileBucketAuto,
  $sortByCount: compileSortByCount,
  $sort: (spec, context) => compileSortStage(spec, context),
  $lookup: compileLookup,
  $graphLookup: compileGraphLookup,
  $unionWith: compileUnionWith,
  $facet: compileFacet,
  $setWindowFields: compileWindowFields,
  $fill: compileFill,
  $densify: compileDensify,
  $merge: compileMerge,
  $out: compileOut,
};
