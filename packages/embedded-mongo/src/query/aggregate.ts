// Pipelines: compiled, run over a stream, and what they need of the server.
export { collect, compilePipeline, runPipeline, withTextScore } from './stages/pipeline.ts';
export { sortDocuments } from './stages/sort-stage.ts';
export type { Namespace, Opened, OpenOptions, PipelineAccess, PipelineContext, Stream } from './stages/stage.ts';
