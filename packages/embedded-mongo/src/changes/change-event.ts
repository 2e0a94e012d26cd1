import type { Timestamp } from 'bson';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import { tokenOf } from './resume-token.ts';
import { describeUpdate } from './update-description.ts';

/** What a stream wants its events to hold beside the change itself. */
export interface EventOptions {
  readonly fullDocument: 'default' | 'updateLookup' | 'whenAvailable' | 'required';
  readonly fullDocumentBeforeChange: 'off' | 'whenAvailable' | 'required';
  readonly showExpandedEvents: boolean;
}

/** What events need of the store: the present document, and whether a collection keeps images of changes. */
export interface EventSource {
  readonly currentDocument: (entry: Document) => Document | null;
  readonly keepsImages: (entry: Document) => boolean;
}

const missingImage = (which: string): CommandFailure =>
  new CommandFailure(
    47,
    `Change stream was configured to require a ${which}-image for all update, delete and replace events, but the ${which}-image was not found`,
    {
      errorLabels: ['NonResumableChangeStreamError'],
    },
  );

const imageOf = (entry: Document, field: 'before' | 'after', demand: string, source: EventSource): Document | null => {
  if (source.keepsImages(entry)) return entry[field] as Document;
  if (demand === 'required') throw missingImage(field === 'before' ? 'pre' : 'post');
  return null;
};

const beforeFields = (entry: Document, options: EventOptions, source: EventSource): Document => {
  const demand = options.fullDocumentBeforeChange;
  return demand === 'off' ? {} : { fullDocumentBeforeChange: imageOf(entry, 'before', demand, source) };
};

const updateFields = (entry: Document, options: EventOptions, source: EventSource): Document => {
  const updateDescription = describeUpdate(entry['before'] as Document, entry['after'] as Document);
  const { fullDocument: demand } = options;
  if (demand === 'default') return { updateDescription };
  const fullDocument = demand === 'updateLookup' ? source.currentDocument(entry) : imageOf(entry, 'after', demand, source);
  return { fullDocument, updateDescription };
};

const documentFields = (entry: Document, options: EventOptions, source: EventSource): Document => {
  switch (entry['operation']) {
    case 'insert':
      return { fullDocument: entry['after'] };
    case 'replace':
      return { fullDocument: entry['after'], ...beforeFields(entry, options, source) };
    case 'update':
      return { ...updateFields(entry, options, source), ...beforeFields(entry, options, source) };
    default:
      return beforeFields(entry, options, source);
  }
};

const documentChanges = new Set(['insert', 'update', 'replace', 'delete']);
const expandedOnly = new Set(['create', 'createIndexes', 'dropIndexes', 'modify']);

/** Whether a stream shows this kind of change. */
export const isShown = (entry: Document, options: EventOptions): boolean =>
  options.showExpandedEvents || !expandedOnly.has(entry['operation'] as string);

const namespaceFields = (entry: Document): Document => {
  const { operation, database, collection, details } = entry;
  const ns = operation === 'dropDatabase' ? { db: database } : { db: database, coll: collection };
  return operation === 'rename' ? { ns, to: (details as Document)['to'] } : { ns };
};

/** A log entry as the event a client gets. */
export const changeEvent = (entry: Document, time: Timestamp, options: EventOptions, source: EventSource): Document => {
  const operation = entry['operation'] as string;
  const session = entry['session'] as Document | undefined;
  const isDocumentChange = documentChanges.has(operation);
  const id = ((entry['after'] ?? entry['before']) as Document | undefined)?.['_id'];
  return {
    _id: tokenOf({ time, isInvalidated: false }),
    operationType: operation,
    clusterTime: time,
    wallTime: entry['wall'],
    ...(isDocumentChange ? documentFields(entry, options, source) : {}),
    ...(session === undefined ? {} : { lsid: session['lsid'], txnNumber: session['txnNumber'] }),
    ...namespaceFields(entry),
    ...(isDocumentChange ? { documentKey: { _id: id } } : {}),
    ...(options.showExpandedEvents ? { collectionUUID: entry['uuid'], operationDescription: entry['details'] } : {}),
  };
};
