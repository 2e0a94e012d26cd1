import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';

/** Fields that any command may carry. */
const common =
  '$db lsid txnNumber autocommit startTransaction coordinator stmtId stmtIds $clusterTime $readPreference readConcern writeConcern maxTimeMS ' +
  'maxTimeMSOpOnly comment apiVersion apiStrict apiDeprecationErrors $audit $client $configServerState $oplogQueryData $replData ' +
  'allowImplicitCollectionCreation clientOperationKey expectPrefix help mayBypassWriteBlocking rawData serialization_context sessionInternal ' +
  'requestGossipRoutingCache shardVersion databaseVersion usesDefaultMaxTimeMS querySettings';

/** The fields of each command that has a strict form; a misspelt option must not be passed over. */
const own: Readonly<Record<string, string>> = {
  find: 'find filter sort projection hint skip limit batchSize singleBatch max min returnKey showRecordId tailable awaitData noCursorTimeout allowPartialResults collation allowDiskUse let oplogReplay includeQueryStatsMetrics $_requestResumeToken $_resumeAfter $_startAt term',
  insert: 'insert documents ordered bypassDocumentValidation bypassEmptyTsReplacement encryptionInformation',
  update: 'update updates ordered bypassDocumentValidation bypassEmptyTsReplacement let runtimeConstants encryptionInformation',
  delete: 'delete deletes ordered let runtimeConstants encryptionInformation',
  findAndModify: 'findAndModify findandmodify query fields sort hint collation arrayFilters remove update upsert new bypassDocumentValidation bypassEmptyTsReplacement let runtimeConstants encryptionInformation',
  aggregate: 'aggregate pipeline explain allowDiskUse cursor bypassDocumentValidation hint collation let fromRouter needsMerge exchange runtimeConstants isMapReduceCommand collectionUUID includeQueryStatsMetrics unwrappedReadPref',
  count: 'count query limit skip hint collation fields queryUUID encryptionInformation',
  distinct: 'distinct key query collation hint',
  getMore: 'getMore collection batchSize term lastKnownCommittedOpTime includeQueryStatsMetrics',
  create: 'create capped autoIndexId idIndex size max storageEngine validator validationLevel validationAction indexOptionDefaults viewOn pipeline collation expireAfterSeconds timeseries clusteredIndex changeStreamPreAndPostImages encryptedFields temp flags recordIdsReplicated',
  createIndexes: 'createIndexes indexes commitQuorum ignoreUnknownIndexOptions isCommitQuorumEnabled',
  dropIndexes: 'dropIndexes deleteIndexes index isTimeseriesNamespace',
  bulkWrite: 'bulkWrite ops nsInfo cursor bypassDocumentValidation bypassEmptyTsReplacement ordered errorsOnly let',
}; // biome-ignore format: one table

const aliases: Readonly<Record<string, string>> = { findandmodify: 'findAndModify', deleteIndexes: 'dropIndexes' };

const commonFields = new Set(common.split(' '));
const fieldsOf = new Map(Object.entries(own).map(([name, fields]) => [name, new Set(fields.split(' '))]));

export const checkOptions = (name: string, body: Document): void => {
  const command = aliases[name] ?? name;
  const known = fieldsOf.get(command);
  if (known === undefined) return;
  for (const field in body) {
    if (!known.has(field) && !commonFields.has(field))
      throw new CommandFailure(40415, `BSON field '${command}.${field}' is an unknown field.`);
  }
};
